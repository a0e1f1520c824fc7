import { type CompletionItem, CompletionItemKind } from 'vscode-languageserver-protocol';
import type { OpenDocument } from '../documents/document';
import type { Node } from '../documents/tree';
import type { Definition } from '../model/definition';
import { type PolicyTemplate, policyTemplates, type TemplateParameter } from '../model/policyTemplates';
import { operationsKey, parameterPrefix, sectionKey } from '../model/properties';
import { mark, say } from '../texts/say';
import { type ClientSupport, fullSupport } from './clientSupport';
import { type Candidate, toItem } from './completion/candidate';
import type { CursorSlot } from './completion/cursorSlot';
import { cursorSlotAt } from './completion/cursorSlotAt';
import { fitItem } from './completion/fitItem';
import { nodeAt } from './completion/node';
import type { Template } from './completion/template';

/** The completions at an offset of `apiProperties.json`: templates, their parameters and values, names of operations. */
export function completeProperties(
  document: OpenDocument,
  definition: Definition | undefined,
  offset: number,
  support: ClientSupport = fullSupport,
): CompletionItem[] {
  const spot = cursorSlotAt(document, offset);
  if (!spot) return [];
  const candidates = candidatesAt(spot, document.tree.root, definition).filter(
    ({ members }) => members?.every(([key]) => !spot.siblings.has(key)) ?? true,
  );
  const items = candidates.flatMap(
    (candidate, order) => toItem(document, spot, candidate, order, support.snippets) ?? [],
  );
  return items.map((item) => fitItem(document, item, support));
}

function candidatesAt(spot: CursorSlot, root: Node | undefined, definition: Definition | undefined): Candidate[] {
  const [top, section, ...below] = spot.path;
  if (top === undefined) return spot.slot === 'key' ? [keyItem('properties', {})] : [];
  if (top !== 'properties') return [];
  switch (section) {
    case undefined:
      return spot.slot === 'key' ? topKeys : [];
    case 'scriptOperations':
      return spot.slot === 'item' ? operations(definition) : [];
    case 'policyTemplateInstances':
      return inPolicies(spot, below, root, definition);
    case 'connectionParameters':
      return inParameters(spot, below, root);
    case 'connectionParameterSets':
      // `values`, the index of the set, `parameters`.
      return below[2] === 'parameters' ? inParameters(spot, below.slice(3), root) : [];
    default:
      return [];
  }
}

const keyItem = (key: string, value: Template, documentation?: string): Candidate => ({
  label: key,
  kind: CompletionItemKind.Property,
  members: [[key, value]],
  group: 0,
  ...(documentation && { documentation }),
});

const valueItem = (value: string, documentation?: string): Candidate => ({
  label: value,
  kind: CompletionItemKind.Value,
  value,
  group: 0,
  ...(documentation && { documentation }),
});

/** The members of `properties`. */
const topKeys = [
  keyItem('connectionParameters', {}, mark('What the flow maker is asked for when creating a connection.')),
  keyItem('iconBrandColor', '#', mark('The color behind the icon, such as `#2b579a`.')),
  keyItem('capabilities', [], mark('`actions` and `triggers`.')),
  keyItem('publisher', '', mark('The company that publishes the connector. Certification asks for it.')),
  keyItem('stackOwner', '', mark('The company that owns the service. Certification asks for it.')),
  keyItem('policyTemplateInstances', [], mark('Policies: changes to requests and responses without code.')),
  keyItem(
    'connectionParameterSets',
    { values: [] },
    mark('Several ways to sign in, of which the flow maker picks one.'),
  ),
  keyItem('scriptOperations', [], mark('The operations that `script.csx` runs for; without it, all.')),
];

const operations = (definition: Definition | undefined): Candidate[] =>
  (definition?.operationIds() ?? []).map((id) =>
    valueItem(id, definition!.operationsById(id)[0]?.node.text('summary')),
  );

function inPolicies(
  spot: CursorSlot,
  [index, holder, key]: CursorSlot['path'],
  root: Node | undefined,
  definition: Definition | undefined,
): Candidate[] {
  if (index === undefined) return spot.slot === 'item' ? wholePolicies : [];
  if (holder === undefined) return policyMembers(spot);
  if (holder !== 'parameters') return [];
  if (key === operationsKey) return spot.slot === 'item' ? operations(definition) : [];
  if (key !== undefined) return [];
  const written = nodeAt(root, spot.path.slice(0, 3))?.text('templateId')?.toLowerCase();
  const template = policyTemplates.get(written ?? '');
  return spot.slot === 'key' ? parameterKeys(template) : parameterValues(spot.key, template);
}

function policyMembers(spot: CursorSlot): Candidate[] {
  if (spot.slot === 'key')
    return [
      keyItem('templateId', '', say('What the policy does.')),
      keyItem('title', '', say('The name of the policy in the wizard.')),
      keyItem('parameters', {}, say('What the template takes, and the operations that it is applied to.')),
    ];
  return spot.key === 'templateId' ? [...policyTemplates].map(([id, { summary }]) => valueItem(id, summary)) : [];
}

/** Each template with the parameters that it needs. */
const wholePolicies: Candidate[] = [...policyTemplates].map(([id, { summary, parameters, sections }]) => ({
  label: id,
  kind: CompletionItemKind.Snippet,
  group: 0,
  documentation: summary,
  value: {
    templateId: id,
    title: summary.replace(/\.$/, ''),
    parameters: {
      ...Object.fromEntries(
        Object.entries(parameters)
          .filter(([, { required }]) => required)
          .map(([name]) => [parameterPrefix + name, '']),
      ),
      ...(sections[0] && { [sectionKey]: sections[0] }),
    },
  },
}));

function parameterKeys(template: PolicyTemplate | undefined): Candidate[] {
  const own = Object.entries(template?.parameters ?? {}).map(([name, parameter]) =>
    keyItem(parameterPrefix + name, firstValue(name, parameter), parameter.description),
  );
  const section = template?.sections[0];
  return [
    ...own,
    ...(section ? [keyItem(sectionKey, section, say('When the policy acts: on the request or the response.'))] : []),
    keyItem(operationsKey, [], say('The operations that it is applied to; without it, all.')),
  ];
}

const firstValue = (name: string, { values }: TemplateParameter): Template =>
  name === 'triggerConfig' ? {} : ((values?.at(-1)?.startsWith('@') ? values.at(-1)! : values?.[0]) ?? '');

function parameterValues(key: string | undefined, template: PolicyTemplate | undefined): Candidate[] {
  if (key === sectionKey) return (template?.sections ?? []).map((section) => valueItem(section));
  const name = key?.startsWith(parameterPrefix) ? key.slice(parameterPrefix.length) : '';
  const parameter = template && Object.hasOwn(template.parameters, name) ? template.parameters[name] : undefined;
  return (parameter?.values ?? []).map((value) => valueItem(value));
}

/** Keys of a connection parameter, of its OAuth settings, and values of both. */
function inParameters(spot: CursorSlot, [name, ...below]: CursorSlot['path'], root: Node | undefined): Candidate[] {
  if (name === undefined) return [];
  const place = `${below.join('/')} ${spot.slot === 'key' ? '' : spot.key}`;
  switch (place) {
    case ' ':
      return [keyItem('type', 'string'), keyItem('uiDefinition', {}), keyItem('oAuthSettings', {})];
    case ' type':
      return ['string', 'securestring', 'int', 'bool', 'oauthSetting', 'gatewaySetting'].map((type) => valueItem(type));
    case 'oAuthSettings ':
      return ['identityProvider', 'clientId', 'redirectMode']
        .map((key) => keyItem(key, ''))
        .concat(keyItem('scopes', []), keyItem('customParameters', {}));
    case 'oAuthSettings identityProvider':
      return ['oauth2', 'oauth2generic', 'aad'].map((provider) => valueItem(provider));
    case 'oAuthSettings/customParameters ': {
      const provider = nodeAt(root, spot.path.slice(0, -1))?.text('identityProvider')?.toLowerCase() ?? '';
      return (customKeys[provider] ?? []).map((key) => keyItem(key, { value: '' }));
    }
    default:
      return [];
  }
}

/** The custom parameters of each identity provider. */
const customKeys: Record<string, string[]> = {
  oauth2: ['authorizationUrl', 'tokenUrl', 'refreshUrl'],
  oauth2generic: [
    'authorizationUrlTemplate',
    'authorizationUrlQueryStringTemplate',
    'tokenUrlTemplate',
    'tokenUrlQueryStringTemplate',
    'tokenBodyTemplate',
    'refreshUrlTemplate',
    'refreshUrlQueryStringTemplate',
    'refreshBodyTemplate',
    'scopeListDelimiter',
  ],
  aad: ['loginUri', 'resourceUri', 'tenantId'],
};
