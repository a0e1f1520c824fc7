import type { OpenDocument } from '../../documents/document';
import { isObject, type Member, type Node, toData } from '../../documents/tree';
import {
  discrepanciesOf,
  exclusiveDefinitions,
  memberOf,
  namesByPart,
  type Observed,
  observedSchemas,
  referenceTo,
  sectionOf,
} from '../../model/contract';
import type { Definition } from '../../model/definition';
import type { Evidence } from '../../model/inference/evidence';
import { schemaOf } from '../../model/inference/schema';
import { isDynamic, standalone } from '../../model/schemas';
import { type TriggerFacts, triggerFacts } from '../../model/triggers';
import type { JsonObject } from '../../protocol/json';
import type { SchemaPlace } from '../../protocol/payloads';
import { say } from '../../texts/say';
import { type Change, Editor, touches } from '../fixes/edits';
import { definitionOf } from '../validate';
import { Draft } from './draft';
import { fillGap, repair } from './repair';

const contentKey = 'x-ms-notification-content';

/** Maximum number of rounds. Each reads the text of the round before; changes that touch wait for the next round. */
const maxRounds = 100;

/**
 * Merges the evidence from payloads into the notification schema of a trigger. It keeps what people wrote: titles,
 * descriptions, extensions, order, comments, and types that are wider than the payloads. A schema is never narrowed: an
 * optional member stays optional, and a value that was accepted still is. A definition that something else uses, too, is
 * left as it is; the schema gets a copy of it (docs/contract.md says why).
 *
 * @throws with a message for people when there is no schema to merge into
 */
export function mergeEvidence(
  document: OpenDocument,
  operationId: string,
  evidence: Evidence,
  /** Filled with the references to shared definitions, and to the copies made of them. */
  copies = new Map<string, string>(),
): Draft {
  const draft = new Draft(document);
  for (let round = 0; round < maxRounds; round++) {
    const { definition, facts } = find(draft.document, operationId);
    const changes = oneRound(definition, facts, new Editor(draft.document), evidence, copies);
    if (changes.length === 0) break;
    draft.apply(changes);
  }
  return draft;
}

/** As {@link mergeEvidence}, for any schema of a document. Definitions that it refers to are left as they are. */
export function mergeAt(document: OpenDocument, schema: Node, evidence: Evidence): Draft {
  const draft = new Draft(document);
  const path = pathOf(schema);
  for (let round = 0; round < maxRounds; round++) {
    const definition = definitionOf(draft.document);
    const at = definition && nodeAt(definition.root, path);
    if (!definition || !isObject(at)) break;
    const own = sectionOf(definition, at);
    const edit = new Editor(draft.document);
    const changes = at.members.every(({ key }) => isExample(key))
      ? edit.insertAll(at, schemaOf(evidence))
      : chosenRepairs(definition, edit, observedSchemas(definition, at, evidence), (section) =>
          section && section !== own ? 'skip' : 'edit',
        );
    if (changes.length === 0) break;
    draft.apply(changes);
  }
  return draft;
}

const isExample = (key: string): boolean => key === 'example' || key === 'x-example';

/** The keys and indices from the root. */
function pathOf(node: Node): string[] {
  const path: string[] = [];
  for (let at = node; at.parent; at = at.parent) {
    const { parent } = at;
    path.unshift(parent.kind === 'array' ? String(parent.items.indexOf(at)) : (memberOf(at)?.key ?? ''));
  }
  return path;
}

function nodeAt(root: Node, path: string[]): Node | undefined {
  let at: Node | undefined = root;
  for (const key of path) at = at?.kind === 'array' ? at.items[Number(key)] : at?.get(key);
  return at;
}

/** The current notification schema of a trigger, with the definitions it refers to; undefined when there is none. */
export function schemaIn(document: OpenDocument, operationId: string): JsonObject | undefined {
  const { definition, facts } = find(document, operationId);
  const schema = contentOf(facts)?.get('schema');
  return isObject(schema) ? (standalone(definition, schema) as JsonObject) : undefined;
}

export function find(document: OpenDocument, operationId: string): { definition: Definition; facts: TriggerFacts } {
  const definition = definitionOf(document);
  const facts = definition && triggerFacts(definition).find(({ operation }) => operation.operationId === operationId);
  if (!definition || !facts) throw new Error(say`There is no trigger "${operationId}" in this definition.`);
  if (facts.kind === 'polling')
    throw new Error(say`"${operationId}" is a polling trigger: nothing is delivered to it.`);
  return { definition, facts };
}

export function contentOf({ content }: TriggerFacts): Node | undefined {
  return content?.value?.kind === 'object' ? content.value : undefined;
}

function oneRound(
  definition: Definition,
  facts: TriggerFacts,
  edit: Editor,
  evidence: Evidence,
  copies: Map<string, string>,
): Change[] {
  const content = contentOf(facts);
  if (!content) return addContent(facts, edit, evidence);
  const schema = content.member('schema');
  if (!schema) return edit.insert(content, 'schema', schemaOf(evidence));
  if (!isObject(schema.value) || schema.value.members.length === 0)
    return edit.replaceValue(schema, schemaOf(evidence));
  const resolved = definition.resolve(schema.value);
  if (!isObject(resolved)) throw new Error(say('The notification schema refers to a definition that is not there.'));
  if (isDynamic(resolved))
    throw new Error(say('The notification schema is dynamic: its shape comes from the service.'));
  return mergeInto(definition, content, edit, evidence, copies);
}

function addContent({ operation, content }: TriggerFacts, edit: Editor, evidence: Evidence): Change[] {
  const value = { schema: schemaOf(evidence) };
  if (content) return edit.replaceValue(content, value);
  return edit.insert(operation.pathItem, contentKey, value, operation.pathItem.members[0]?.key);
}

function mergeInto(
  definition: Definition,
  content: Node,
  edit: Editor,
  evidence: Evidence,
  copies: Map<string, string>,
): Change[] {
  const exclusive = exclusiveDefinitions(definition, content);
  const all = observedSchemas(definition, content.get('schema'), evidence);
  let shared: Observed | undefined;
  const chosen = chosenRepairs(definition, edit, all, (section, observed) => {
    if (!section || exclusive.has(section)) return 'edit';
    shared = observed;
    return 'stop';
  });
  // One at a time: the next change depends on the new target of the reference.
  return shared ? detach(definition, edit, shared, exclusive, copies) : chosen;
}

/** Changes that do not touch each other. @param may true for a schema that may be changed */
function chosenRepairs(
  definition: Definition,
  edit: Editor,
  all: Observed[],
  may: (section: Node | undefined, observed: Observed) => 'edit' | 'skip' | 'stop',
): Change[] {
  const names = namesByPart(definition, all);
  const chosen: Change[] = [];
  for (const observed of all) {
    for (const changes of repairsOf(edit, observed, names.get(observed.schema)!)) {
      if (changes.length === 0) continue;
      const allowed = may(sectionOf(definition, observed.schema), observed);
      if (allowed === 'stop') return chosen;
      if (allowed === 'skip' || changes.some((change) => chosen.some((other) => touches(change, other)))) continue;
      chosen.push(...changes);
    }
  }
  return chosen;
}

function repairsOf(edit: Editor, observed: Observed, names: ReadonlySet<string>): Change[][] {
  const found = discrepanciesOf(observed, names).map((discrepancy) => repair(edit, observed, discrepancy));
  return [...found, fillGap(edit, observed)];
}

/** Points the first reference to a shared definition on the path to a copy of it instead. */
export function detach(
  definition: Definition,
  edit: Editor,
  { via }: Observed,
  exclusive: Set<Node>,
  copies: Map<string, string>,
): Change[] {
  for (const holder of via) {
    const reference = holder.get('$ref');
    const target = reference && definition.target(String(reference.value));
    const section = target && sectionOf(definition, target);
    if (!reference || !target || !section || exclusive.has(section)) continue;
    const fragment = String(reference.value);
    const copy = copies.get(fragment);
    if (copy !== undefined) return edit.replace(reference, copy);
    const definitions = definition.root.get('definitions')!;
    const name = freeName(definitions, `${memberOf(target)?.key ?? 'Schema'}Notification`);
    copies.set(fragment, referenceTo(name));
    return [...edit.replace(reference, referenceTo(name)), ...edit.insertCopy(definitions, name, target)];
  }
  throw new Error(say('The notification schema shares parts by YAML aliases. Write them out, then try again.'));
}

/** Moves the whole schema to `#/definitions`, or from there to its place of use. */
export function moveSchema(draft: Draft, operationId: string, place: SchemaPlace): void {
  const { definition, facts } = find(draft.document, operationId);
  const edit = new Editor(draft.document);
  const content = contentOf(facts);
  const schema = content?.member('schema');
  if (!content || !isObject(schema?.value)) return;
  const isReference = schema.value.member('$ref') !== undefined;
  if (place === 'definition' && !isReference) draft.apply(toDefinition(definition, edit, schema, operationId));
  if (place === 'inline' && isReference) {
    const target = definition.resolve(schema.value);
    const section = target && sectionOf(definition, target);
    if (!target) return;
    const unused =
      section === target && exclusiveDefinitions(definition, content).has(target) && !refersTo(definition, target);
    const holder = unused ? memberOf(target) : undefined;
    draft.apply([
      ...edit.replaceByCopy(schema, target),
      ...(holder ? edit.remove(definition.root.get('definitions')!, holder) : []),
    ]);
  }
}

/** True when something besides the one reference in the content refers to a definition. */
function refersTo(definition: Definition, target: Node): boolean {
  return (
    definition.references.filter(
      (reference) => sectionOf(definition, definition.target(reference.target) ?? target) === target,
    ).length > 1
  );
}

function toDefinition(definition: Definition, edit: Editor, schema: Member, operationId: string): Change[] {
  const definitions = definition.root.get('definitions');
  const words = operationId.split(/[^A-Za-z0-9]+/).filter(Boolean);
  const wanted = `${words.map((word) => word[0]!.toUpperCase() + word.slice(1)).join('')}Notification`;
  const name = freeName(definitions, wanted);
  const added = isObject(definitions)
    ? edit.insertCopy(definitions, name, schema.value!)
    : edit.insert(definition.root, 'definitions', { [name]: toData(schema.value) as JsonObject });
  return [...edit.replaceValue(schema, { $ref: referenceTo(name) }), ...added];
}

function freeName(definitions: Node | undefined, wanted: string): string {
  let name = wanted;
  for (let n = 2; definitions?.member(name); n++) name = `${wanted}${n}`;
  return name;
}
