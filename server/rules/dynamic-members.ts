import type { Member, Node } from '../documents/tree';
import { withArticle } from '../model/articles';
import type { Definition } from '../model/definition';
import { answerOf } from '../model/dynamic';
import { hidesOperations } from '../model/hiddenOperations';
import type { DynamicOperation, Operation } from '../model/operation';
import { isOpen } from '../model/schemas';
import { nearest } from '../model/vocabulary';
import type { Place } from '../model/walk';
import { type Report, type Rule, type RuleDocs, valueAt } from './rule';

/** What each extension says beside `parameters`, all of it texts. */
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

/** Those that offer the items of a list. */
const listing = new Set(['x-ms-dynamic-values', 'x-ms-dynamic-list', 'x-ms-dynamic-tree']);

/** More edits than this make another name. */
const mostEdits = 4;

export const dynamicMembers: Rule = {
  code: 'dynamic-members',
  summary:
    "An `x-ms-dynamic-*` extension has an unknown member, or points to a property that the response of its operation doesn't have.",
  severity: 'warning',
  otherLevels: { information: 'for a name that resembles no known one' },
  keys: {
    'x-ms-dynamic-values': checkMembers,
    'x-ms-dynamic-list': checkMembers,
    'x-ms-dynamic-schema': checkMembers,
    'x-ms-dynamic-properties': checkMembers,
  },
  definition: (definition, report) => {
    if (hidesOperations(definition)) return;
    for (const { facts } of definition.sections)
      for (const dynamic of facts.dynamicOperations) checkPaths(definition, dynamic, report);
  },
};

function checkMembers({ key, value }: Member, _: Place, report: Report): void {
  const known = members[key]!;
  if (value?.kind !== 'object') return;
  for (const member of value.members) {
    if (member.key === 'parameters') {
      if (member.value && member.value.kind !== 'object')
        report(valueAt(member), `\`parameters\` must be an object, not ${withArticle(member.value.kind)}.`);
    } else if (!known.includes(member.key)) {
      if (/^x-/i.test(member.key)) continue;
      const near = nearest(member.key, [...known, 'parameters'], mostEdits);
      const hint = near ? ` Did you mean \`${near}\`?` : '';
      report({ key: member }, `\`${key}\` has no member \`${member.key}\`, so it is not read.${hint}`, {
        // It may be one that is documented nowhere.
        ...(near === undefined && { severity: 'information' }),
        repair: near === undefined ? undefined : { key: near },
      });
      // No operation at all has a rule of its own.
    } else if (member.key !== 'operationId' && member.value && member.value.kind !== 'string')
      report(valueAt(member), `\`${member.key}\` must be a string, not ${withArticle(member.value.kind)}.`);
  }
}

/** What is taken from the answer of the operation that is asked has to be in it. */
function checkPaths(definition: Definition, dynamic: DynamicOperation, report: Report): void {
  const asked = definition.operationsById(dynamic.id)[0];
  const holder = dynamic.member.value?.parent;
  if (!asked || !holder || dynamic.fitsAnswerOf === asked) return;
  const walk = new Walk(definition);
  let found = 0;
  const tell = (member: Member, names: Iterable<string>, where: string): void => {
    found++;
    const near = nearest(String(member.value!.value), names, 2);
    report(valueAt(member), `${where} "${member.value!.value}".${near ? ` Did you mean "${near}"?` : ''}`, {
      related: [{ at: { key: asked.member }, message: 'The operation that is called.' }],
      // Published connectors take what the schema of the answer leaves out, and work.
      ...(near === undefined && { severity: 'information' }),
      repair: near === undefined ? undefined : { value: near },
    });
  };
  const answer = answerFor(walk, asked);
  const subject = `he response of ${asked.operationId} has no property`;
  const collection = textMember(holder, 'value-collection', 'itemsPath');
  // The others take a schema out of the answer, and no items.
  const listed = listing.has(dynamic.extension) && (collection !== undefined || answer?.member('items') !== undefined);
  let item = answer;
  if (listed && collection) {
    const list = walk.into(answer, String(collection.value!.value));
    if (list.names) tell(collection, list.names, `T${subject}`);
    item = walk.itemOf(list.node);
  } else if (listed) item = walk.itemOf(answer);
  for (const keys of [
    ['value-path', 'itemValuePath'],
    ['value-title', 'itemTitlePath'],
  ] as const) {
    const member = textMember(holder, ...keys);
    const { names } = member ? walk.into(item, String(member.value!.value)) : { names: undefined };
    if (member && names) tell(member, names, listed ? `An item in t${subject}` : `T${subject}`);
  }
  // Where a reference leads may be edited without that operation.
  if (found === 0 && !walk.referred) dynamic.fitsAnswerOf = asked;
}

function textMember(holder: Node, ...keys: string[]): Member | undefined {
  return keys.map((key) => holder.member(key)).find((member) => member?.value?.kind === 'string');
}

function answerFor(walk: Walk, asked: Operation): Node | undefined {
  const answer = answerOf(walk.definition, asked);
  // Its `$ref`, or that of the whole answer, is not followed here.
  walk.referred ||= answer !== undefined && !isWithin(answer, asked.node);
  return answer;
}

function isWithin(node: Node, holder: Node): boolean {
  for (let at: Node | undefined = node; at; at = at.parent) if (at === holder) return true;
  return false;
}

/** Goes into schemas as far as they say all that there is. */
class Walk {
  referred = false;

  constructor(readonly definition: Definition) {}

  itemOf(node: Node | undefined): Node | undefined {
    return this.resolve(node?.get('items'));
  }

  /** Where a path such as `data/id` leads; the names that there are instead, where that is certain. */
  into(from: Node | undefined, path: string): { node: Node | undefined; names?: string[] } {
    let node = from;
    // Other signs are of a language that is not ours to judge.
    if (!/^[\w -]+(?:\/[\w -]+)*$/.test(path)) return { node: undefined };
    for (const name of path.split('/')) {
      const properties = node?.get('properties');
      if (node === undefined || properties?.kind !== 'object' || properties.members.length === 0 || isOpen(node))
        return { node: undefined };
      // Published connectors write it in other capitals, and work.
      const property =
        properties.member(name) ?? properties.members.find(({ key }) => key.toLowerCase() === name.toLowerCase());
      if (!property) return { node: undefined, names: properties.members.map(({ key }) => key) };
      node = this.resolve(property.value);
    }
    return { node };
  }

  private resolve(node: Node | undefined): Node | undefined {
    if (node?.kind === 'object' && node.member('$ref')) this.referred = true;
    const resolved = this.definition.resolve(node);
    return resolved?.kind === 'object' ? resolved : undefined;
  }
}

export const docs: RuleDocs = {
  why: 'A mistyped `value-path` is not read, so flow makers see an empty list. Paths are compared with the schema of the response as far as that schema is complete; upper and lower case count as the same. A name that resembles no known one may be an undocumented member, or a property that the response schema leaves out.',
  fix: 'Correct the name; the quick fix offers the nearest one. If the response schema is wrong, describe what the service sends.',
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
  ],
  correct: [
    {
      within: 'parameterMembers',
      text: '"x-ms-dynamic-values": { "operationId": "GetLists", "value-collection": "lists", "value-path": "id" }',
    },
  ],
};
