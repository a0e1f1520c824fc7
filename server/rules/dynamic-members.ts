import type { Member, Node } from '../documents/tree';
import { withArticle } from '../model/articles';
import type { Definition } from '../model/definition';
import { answerOf } from '../model/dynamic';
import type { DynamicOperation, Operation } from '../model/operation';
import { isOpen } from '../model/schemas';
import { nearest } from '../model/vocabulary';
import type { Place } from '../model/walk';
import { allOf, say } from '../texts/say';
import { type Level, type Report, type Rule, type RuleDocs, rejectedByCertification, valueAt } from './rule';
import { whereAllIsRead } from './whereAllIsRead';

/** The members of each extension in addition to `parameters`. All of them are strings. */
const members: Record<string, string[]> = {
  'x-ms-dynamic-values': [
    'operationId',
    'value-collection',
    'value-path',
    'value-title',
    'capability',
    'builtInOperation',
  ],
  'x-ms-dynamic-list': ['operationId', 'itemsPath', 'itemValuePath', 'itemTitlePath', 'builtInOperation'],
  'x-ms-dynamic-schema': ['operationId', 'value-path'],
  'x-ms-dynamic-properties': ['operationId', 'itemValuePath'],
};

/** The extensions that offer the items of a list. */
const listing = new Set(['x-ms-dynamic-values', 'x-ms-dynamic-list', 'x-ms-dynamic-tree']);

/** Maximum number of edits between a mistyped name and the one that was meant. */
const maxEdits = 4;

export const dynamicMembers: Rule = {
  code: 'dynamic-members',
  summary:
    "An `x-ms-dynamic-*` extension has an unknown member, or points to a property that the response of its operation doesn't have.",
  severity: 'warning',
  otherLevels: {
    information: "for a name that doesn't resemble a known one",
    error: 'for an extension of a body parameter, in the profile *certification*',
  },
  keys: {
    'x-ms-dynamic-values': checkMembers,
    'x-ms-dynamic-list': checkMembers,
    'x-ms-dynamic-schema': checkMembers,
    'x-ms-dynamic-properties': checkMembers,
  },
  section: ({ facts }, definition, report) => {
    for (const dynamic of facts.dynamicOperations) checkPaths(definition, dynamic, whereAllIsRead(report));
  },
};

function checkMembers(extension: Member, place: Place, report: Report): void {
  const { key, value } = extension;
  if (place.role === 'bodyParameter') reportOnBody(extension, place.node, report);
  checkSuccessor(extension, place.node, report);
  if (value?.kind !== 'object') return;
  const known = members[key]!;
  for (const member of value.members) {
    if (member.key === 'parameters') checkType(member, 'object', report);
    else if (known.includes(member.key)) {
      // Another rule reports an extension without an operation.
      if (member.key !== 'operationId') checkType(member, 'string', report);
    } else if (!/^x-/i.test(member.key)) reportUnknown(key, known, member, report);
  }
}

/** The extensions that read paths into objects, by those that don't. */
const successors: Record<string, string> = {
  'x-ms-dynamic-values': 'x-ms-dynamic-list',
  'x-ms-dynamic-schema': 'x-ms-dynamic-properties',
};

const wantedByCertification: Level = { custom: 'off', certification: 'warning' };

/**
 * Reports a path into an object, such as `body/site`, where only the older extension is given (Microsoft's validator:
 * Dynamic…ExtensionRequiredForNonParameterReferences).
 */
function checkSuccessor({ key, value }: Member, holder: Node, report: Report): void {
  const successor = successors[key];
  if (!successor || holder.member(successor)) return;
  for (const { value: argument } of value?.get('parameters')?.members ?? []) {
    const reference = argument?.member('parameter');
    if (!reference || !String(reference.value?.value).includes('/')) continue;
    report(
      valueAt(reference),
      say`\`${key}\` cannot refer to a property within an object. Certification requires \`${successor}\` next to it, with a \`parameterReference\`.`,
      { severity: wantedByCertification },
    );
  }
}

/** Microsoft's validator: DynamicExtensionDefinitionNotAllowedInParameter. */
function reportOnBody(extension: Member, parameter: Node, report: Report): void {
  const schema = parameter.get('schema');
  const isFree = schema?.kind === 'object' && !schema.member('$ref') && !schema.member(extension.key);
  report(
    { key: extension },
    say`\`${extension.key}\` is not read on a body parameter, and certification rejects it there. Move it to the \`schema\`.`,
    { severity: rejectedByCertification, repair: isFree ? { move: extension, to: schema } : undefined },
  );
}

function checkType(member: Member, type: 'object' | 'string', report: Report): void {
  if (!member.value || member.value.kind === type) return;
  report(valueAt(member), say`\`${member.key}\` must be ${withArticle(type)}, not ${withArticle(member.value.kind)}.`);
}

function reportUnknown(extension: string, known: string[], member: Member, report: Report): void {
  const near = nearest(member.key, [...known, 'parameters'], maxEdits);
  const hint = near ? say` Did you mean \`${near}\`?` : '';
  report({ key: member }, say`\`${extension}\` has no member \`${member.key}\`, so it is not read.${hint}`, {
    // It may be an undocumented member.
    ...(near === undefined && { severity: 'information' }),
    repair: near === undefined ? undefined : { key: near },
  });
}

/** Checks that the response of the called operation has the properties that are taken from it. */
function checkPaths(definition: Definition, dynamic: DynamicOperation, report: Report): void {
  const called = definition.operationNamed(dynamic.id);
  const holder = dynamic.member.value?.parent;
  if (!called || !holder) return;
  const walk = new Walk(definition);
  const missing: Missing[] = [];
  const check = (schema: Node | undefined, member: Member | undefined, owner: string): Node | undefined => {
    if (!member) return undefined;
    const { node, names } = walk.into(schema, String(member.value!.value));
    if (names) missing.push({ member, near: nearest(String(member.value!.value), names, 2), owner });
    return node;
  };
  const response = answerOf(definition, called);
  const id = called.operationId;
  const collection = textMember(holder, 'value-collection', 'itemsPath');
  // The other extensions take a schema from the response, not items.
  const isList =
    listing.has(dynamic.extension) && (collection !== undefined || response?.member('items') !== undefined);
  const list = isList && collection ? check(response, collection, say`The response of ${id}`) : response;
  const item = isList ? walk.itemOf(list) : response;
  const owner = isList ? say`An item in the response of ${id}` : say`The response of ${id}`;
  check(item, textMember(holder, 'value-path', 'itemValuePath'), owner);
  check(item, textMember(holder, 'value-title', 'itemTitlePath'), owner);
  if (missing.length > 0) reportMissing(missing, walk.holderBelow(response, missing), called, report);
}

/** A path that leads to no property of the response. */
interface Missing {
  member: Member;
  /** The property that was probably meant. */
  near: string | undefined;
  /** What lacks it, as the beginning of a sentence. */
  owner: string;
}

const nameOf = ({ member }: Missing): string => `"${member.value!.value}"`;

function reportMissing(missing: Missing[], below: string | undefined, called: Operation, report: Report): void {
  const related = [{ at: { key: called.member }, message: say('The operation that is called.') }];
  // A mistyped name is another cause than a wrong shape.
  const unlike = missing.filter(({ near }) => near === undefined);
  for (const { member, near, owner } of missing.filter((one) => !unlike.includes(one)))
    report(valueAt(member), say`${owner} has no property "${member.value!.value}". Did you mean "${near}"?`, {
      related,
      repair: { value: near! },
    });
  const [first] = unlike;
  if (!first) return;
  // What is missing from one object has one cause.
  const names = unlike.filter(({ owner }) => owner === first.owner).map(nameOf);
  const message =
    names.length > 1
      ? say`${first.owner} has no properties ${allOf([...new Set(names)])}.`
      : say`${first.owner} has no property ${names[0]}.`;
  const where =
    below === undefined
      ? ''
      : names.length > 1
        ? say` They are one level down, in "${below}".`
        : say` It is one level down, in "${below}".`;
  // Published connectors work with properties that the schema of the response leaves out. All that call the operation, and
  // the older and the newer extension of each, have the same cause.
  report(valueAt(first.member), message + where, { related, severity: 'information', once: 'counted' });
}

function textMember(holder: Node, ...keys: string[]): Member | undefined {
  return keys.map((key) => holder.member(key)).find((member) => member?.value?.kind === 'string');
}

/** Follows paths into schemas as far as the schemas are complete. */
class Walk {
  constructor(private readonly definition: Definition) {}

  itemOf(node: Node | undefined): Node | undefined {
    return this.resolve(node?.get('items'));
  }

  /** The schema at a path such as `data/id`; the names that exist instead, where it certainly doesn't exist. */
  into(from: Node | undefined, path: string): { node: Node | undefined; names?: string[] } {
    let node = from;
    // Other characters belong to an expression language that is not checked here.
    if (!/^[\w -]+(?:\/[\w -]+)*$/.test(path)) return { node: undefined };
    for (const name of path.split('/')) {
      const properties = node?.get('properties');
      if (node === undefined || properties?.kind !== 'object' || properties.members.length === 0 || isOpen(node))
        return { node: undefined };
      // Published connectors work with another case.
      const property =
        properties.member(name) ?? properties.members.find(({ key }) => key.toLowerCase() === name.toLowerCase());
      if (!property) return { node: undefined, names: properties.members.map(({ key }) => key) };
      node = this.resolve(property.value);
    }
    return { node };
  }

  /** The property of a response that holds all that is missing, in an object or in the items of a list. */
  holderBelow(response: Node | undefined, missing: Missing[]): string | undefined {
    const properties = response?.get('properties');
    if (properties?.kind !== 'object') return undefined;
    const holder = properties.members.find(({ value }) => {
      // A path does not lead into the items of a list.
      const inner = this.resolve(value)?.get('properties');
      return missing.every(({ member }) => inner?.member(String(member.value!.value)));
    });
    return holder?.key;
  }

  private resolve(node: Node | undefined): Node | undefined {
    const resolved = this.definition.resolve(node);
    return resolved?.kind === 'object' ? resolved : undefined;
  }
}

export const docs: RuleDocs = {
  topic: 'extension',
  why: [
    "If a `value-path` is mistyped, flow makers see an empty list. Paths are compared with the schema of the response wherever that schema is complete; case doesn't matter. A name that doesn't resemble a known one may be an undocumented member, or a property that the response schema leaves out. What an operation lacks is reported once per file.",
    'On a body parameter, the extension belongs inside the `schema`; certification rejects it next to the `schema`. `x-ms-dynamic-values` and `x-ms-dynamic-schema` can refer only to parameters: for a path such as `body/site`, certification requires `x-ms-dynamic-list` or `x-ms-dynamic-properties` next to them.',
  ],
  fix: 'Correct the name; the quick fix offers the most similar one. If the response schema is wrong, change it to match what the service sends.',
  incorrect: [
    {
      within: 'parameterMembers',
      text: '"x-ms-dynamic-values": { "operationId": "GetLists", "value-collection": "list", "valuePath": "id" }',
    },
    {
      within: 'parameterMembers',
      level: 'information',
      text: '"x-ms-dynamic-values": { "operationId": "GetLists", "value-collection": "entries", "value-path": "id" }',
    },
    {
      within: 'action',
      level: rejectedByCertification,
      text: `"parameters": [
  {
    "name": "item",
    "in": "body",
    "schema": { "type": "object" },
    "x-ms-dynamic-schema": { "operationId": "GetShape", "value-path": "schema" }
  }
]`,
    },
  ],
  correct: [
    {
      within: 'parameterMembers',
      text: '"x-ms-dynamic-values": { "operationId": "GetLists", "value-collection": "lists", "value-path": "id" }',
    },
  ],
};
