import type { OpenDocument } from '../documents/document';
import { isObject, type Member, type Node } from '../documents/tree';

/** `apiProperties.json` next to a definition: the connection's parameters and the policies around the operations. */
export interface ConnectorProperties {
  document: OpenDocument;
  /** The value of `properties`. */
  root: Node;
  /** Connection parameters by name in lower case: policies may write them differently. */
  parameters: Map<string, Member>;
  policies: Policy[];
  /** The operations that `script.csx` runs for; empty where it runs for all. */
  scriptOperations: NamedOperation[];
  /** True when the file is checked itself, so that the definition need not report what is wrong in it. */
  isChecked?: boolean;
}

/** An operation that `apiProperties.json` names, with the place of its name. */
export interface NamedOperation {
  id: string;
  node: Node;
}

/** One of `policyTemplateInstances`. */
export interface Policy {
  node: Node;
  title: string;
  /** `templateId` in lower case: `setheader`, `dynamichosturl`, `pollingtrigger`, … */
  template: string;
  /** The operations that it applies to, as written; empty where it applies to all. */
  operations: NamedOperation[];
  /** Connection parameters in its texts that have no default there or an empty one: `@connectionParameters('name')`. */
  uses: { name: string; node: Node }[];
  /** `x-ms-apimTemplateParameter.*` by its last part: `name`, `value`, `urlTemplate`, … */
  settings: Map<string, Node>;
  /** `request` or `response`, in lower case. */
  section: string;
}

export const propertiesName = 'apiProperties.json';

/** True for a file in the folder of independent publishers, as in Microsoft's repository of connectors. */
export const isIndependent = (uri: string): boolean => /\/independent-publisher-connectors\//i.test(uri);

/** The properties in a document; undefined where it is not such a file. */
export function propertiesOf(document: OpenDocument): ConnectorProperties | undefined {
  const { root } = document.tree;
  const properties = root?.kind === 'object' ? root.get('properties') : undefined;
  if (!isObject(properties)) return undefined;
  const parameters = new Map<string, Member>();
  const add = (holder: Node | undefined): void => {
    for (const member of isObject(holder) ? holder.members : []) parameters.set(member.key.toLowerCase(), member);
  };
  add(properties.get('connectionParameters'));
  for (const set of connectionSetsOf({ root: properties })) add(set.get('parameters'));
  const policies = properties.get('policyTemplateInstances')?.items ?? [];
  return {
    document,
    root: properties,
    parameters,
    policies: policies.filter(isObject).map(policyOf),
    scriptOperations: namesIn(properties.get('scriptOperations')),
  };
}

/** The items of `connectionParameterSets`: several ways to sign in, each with its own parameters. */
export function connectionSetsOf({ root }: Pick<ConnectorProperties, 'root'>): Node[] {
  const sets = root.get('connectionParameterSets');
  const values = isObject(sets) ? sets.get('values') : undefined;
  return (values?.items ?? []).filter(isObject);
}

export const parameterPrefix = 'x-ms-apimTemplateParameter.';
export const operationsKey = 'x-ms-apimTemplate-operationName';
export const sectionKey = 'x-ms-apimTemplate-policySection';

/** The names in a list, or the one that is written without a list. */
function namesIn(named: Node | undefined): NamedOperation[] {
  const items = named?.kind === 'array' ? named.items : named ? [named] : [];
  return items.flatMap((item) =>
    item.kind === 'string' && item.value !== '' ? [{ id: String(item.value), node: item }] : [],
  );
}

function policyOf(node: Node): Policy {
  const parameters = node.get('parameters');
  const template = node.text('templateId')?.toLowerCase() ?? '';
  const policy: Policy = {
    node,
    template,
    title: node.text('title') ?? template,
    operations: [],
    uses: [],
    settings: new Map(),
    section: '',
  };
  if (!isObject(parameters)) return policy;
  policy.section = parameters.text(sectionKey)?.toLowerCase() ?? '';
  policy.operations = namesIn(parameters.get(operationsKey));
  for (const { key, value } of parameters.members) {
    if (!value || key === operationsKey) continue;
    if (key.startsWith(parameterPrefix)) policy.settings.set(key.slice(parameterPrefix.length), value);
    collectUses(value, policy.uses);
  }
  return policy;
}

/**
 * The use of a connection parameter without a default, or with an empty one: otherwise a parameter that isn't declared
 * gives the default. Names with a prefix, such as `token:tenant`, come from sign-in and are not declared.
 */
const use = /@\{?\s*connectionParameters\(\s*'([^':]+)'\s*(?:,\s*''\s*)?\)/gi;

function collectUses(node: Node, uses: Policy['uses']): void {
  if (node.kind === 'string') {
    for (const match of String(node.value).matchAll(use)) uses.push({ name: match[1]!, node });
  }
  for (const item of node.items) collectUses(item, uses);
  for (const { value } of node.members) if (value) collectUses(value, uses);
}

/** True for a policy that names the operation, or none at all: then it applies to every call. */
export const appliesTo = (operations: Policy['operations'], operationId: string | undefined): boolean =>
  operations.length === 0 || operations.some(({ id }) => id === operationId);

/** True when a policy adds the `Location` header to the response of a create call. */
export function setsLocation(properties: ConnectorProperties | undefined, operationId: string | undefined): boolean {
  return (properties?.policies ?? []).some(({ template, operations, settings, section }) => {
    if (template !== 'setheader' || section !== 'response') return false;
    if (String(settings.get('name')?.value).toLowerCase() !== 'location') return false;
    return appliesTo(operations, operationId);
  });
}

/** The templates that set an input of a request. */
const inputTemplates = { header: 'setheader', body: 'setproperty', formData: 'setproperty' };

/** True when a policy sets a header, or a member of the body, of an operation's requests. */
export function setsInput(
  properties: ConnectorProperties | undefined,
  operationId: string | undefined,
  sentIn: keyof typeof inputTemplates,
  name: string,
): boolean {
  return (properties?.policies ?? []).some(({ template, operations, settings, section }) => {
    if (template !== inputTemplates[sentIn] || (section !== 'request' && section !== '')) return false;
    if (sentIn === 'header' && String(settings.get('name')?.value).toLowerCase() !== name.toLowerCase()) return false;
    return appliesTo(operations, operationId);
  });
}

/** True when a policy polls this operation. */
export function isPolled(properties: ConnectorProperties | undefined, operationId: string | undefined): boolean {
  return (properties?.policies ?? []).some(
    ({ template, operations }) => template === 'pollingtrigger' && operations.some(({ id }) => id === operationId),
  );
}
