import { isObject, type Member, memberSpan, type Node, toData } from '../../documents/tree';
import type { Definition } from '../../model/definition';
import { type Evidence, evidenceOf } from '../../model/inference/evidence';
import { schemaOf } from '../../model/inference/schema';
import { triggerFacts } from '../../model/triggers';
import type { Place } from '../../model/walk';
import { say } from '../../texts/say';
import { mergeAt, mergeEvidence } from '../contract/merge';
import type { Editor } from './edits';
import type { Fix } from './fix';

/** Turns the sample around an offset into a schema: a payload in place of a schema, or an example. */
export function convertSample(definition: Definition, edit: Editor, offset: number): Fix[] {
  const fixes: Fix[] = [];
  for (const { root, facts } of definition.sections) {
    if (!root.member || !isAround(root.member, offset)) continue;
    for (const place of facts.places) {
      if (place.role === 'notificationContent') fixes.push(...fromContent(definition, edit, place, offset));
      else if (place.role === 'schema') fixes.push(...fromSchemaExample(edit, place, offset));
      else if (place.role === 'response') fixes.push(...fromResponse(definition, edit, place, offset));
    }
  }
  return fixes;
}

const exampleKeys = ['example', 'x-example'];

function fromContent(definition: Definition, edit: Editor, { node, member }: Place, offset: number): Fix[] {
  if (!member || !isAround(member, offset)) return [];
  const schema = node.member('schema');
  const title = say('Convert the sample to a notification schema');
  if (schema?.value && (schema.value.kind === 'array' || looksLikeSample(schema.value))) {
    return [{ title, changes: edit.replaceValue(schema, schemaOf(evidenceFrom(schema.value))) }];
  }
  const example = exampleKeys.map((key) => node.member(key)).find((one) => one && isAround(one, offset));
  if (example?.value) return fromContentExample(definition, edit, node, example);
  const isRaw = !schema && node.members.every(({ key }) => !contentKeys.has(key)) && looksLikeSample(node);
  return isRaw ? [{ title, changes: edit.replaceValue(member, { schema: schemaOf(evidenceFrom(node)) }) }] : [];
}

const contentKeys = new Set(['schema', 'description', 'headers', ...exampleKeys]);

/** An example next to a schema is not read: it becomes the schema, or is merged into the one there is and stays. */
function fromContentExample(definition: Definition, edit: Editor, content: Node, example: Member): Fix[] {
  const evidence = evidenceFrom(example.value!);
  const title = say('Write the notification schema from this example');
  if (!content.member('schema')) {
    return [{ title, changes: [...edit.rename(example, 'schema'), ...valueOnly(edit, example, evidence)] }];
  }
  const trigger = triggerFacts(definition).find(({ content: one }) => one?.value === content)?.operation.operationId;
  return trigger === undefined ? [] : merging(title, () => mergeEvidence(edit.document, trigger, evidence).changes());
}

function valueOnly(edit: Editor, example: Member, evidence: Evidence) {
  return edit.replaceValue(example, schemaOf(evidence));
}

function fromSchemaExample(edit: Editor, { node }: Place, offset: number): Fix[] {
  const example = exampleKeys.map((key) => node.member(key)).find((one) => one && isAround(one, offset));
  const isWorthIt = example?.value?.kind === 'object' || example?.value?.kind === 'array';
  if (!isWorthIt || node.member('$ref')) return [];
  const evidence = evidenceFrom(example!.value!);
  return merging(say('Write the schema from its example'), () => mergeAt(edit.document, node, evidence).changes());
}

function fromResponse(definition: Definition, edit: Editor, place: Place, offset: number): Fix[] {
  const { node } = place;
  const examples = node.member('examples');
  if (!examples || !isAround(examples, offset)) return [];
  const sample = sampleIn(examples.value);
  if (!sample) return [];
  const evidence = evidenceFrom(sample);
  const schema = node.get('schema');
  const title = say("Write the response's schema from its example");
  const own = isObject(schema)
    ? merging(title, () => mergeAt(edit.document, schema, evidence).changes())
    : [{ title, changes: edit.insert(node, 'schema', schemaOf(evidence), 'examples') }];
  return [...own, ...intoNotification(definition, edit, place, evidence)];
}

/**
 * Writes the notification schema, as the designer does: there, the sample "response" of a webhook is its notification.
 */
function intoNotification(definition: Definition, edit: Editor, place: Place, evidence: Evidence): Fix[] {
  let at: Place | undefined = place;
  while (at && at.role !== 'operation') at = at.parent;
  const facts = triggerFacts(definition).find(({ operation }) => operation.node === at?.node);
  const trigger = facts?.kind === 'webhook' ? facts.operation.operationId : undefined;
  if (trigger === undefined) return [];
  return merging(say('Write the notification schema from this example'), () =>
    mergeEvidence(edit.document, trigger, evidence).changes(),
  );
}

/**
 * The sample for JSON, otherwise for the first media type; or all of it, since samples are often pasted without a media
 * type.
 */
function sampleIn(examples: Node | undefined): Node | undefined {
  if (examples?.kind === 'array') return examples;
  if (!isObject(examples)) return undefined;
  const byType = examples.members.filter(({ key }) => key.includes('/'));
  const chosen = byType.find(({ key }) => /json/i.test(key)) ?? byType[0];
  return byType.length > 0 ? chosen?.value : examples;
}

function merging(title: string, changes: () => Fix['changes']): Fix[] {
  try {
    const made = changes();
    return made.length > 0 ? [{ title, changes: made }] : [];
  } catch {
    // There is nothing to merge into, such as a schema that comes from the service at run time: nothing is offered.
    return [];
  }
}

const evidenceFrom = (sample: Node): Evidence => evidenceOf([toData(sample)]);

function isAround(member: Member, offset: number): boolean {
  const { start, end } = memberSpan(member);
  return start <= offset && offset <= end;
}

const structural = /^(\$ref|properties|items|additionalProperties|allOf|anyOf|oneOf|enum|x-ms-dynamic-.*)$/;
const descriptive =
  /^(title|description|default|format|type|required|example|readOnly|discriminator|externalDocs|xml|pattern|(min|max)\w+|multipleOf|unique\w+|x-.*)$/;
const types = ['object', 'array', 'string', 'integer', 'number', 'boolean', 'null', 'file'];

/**
 * True for an object that no schema would look like: it has members unknown to schemas, and none that says what is
 * inside.
 */
function looksLikeSample(node: Node): boolean {
  if (!isObject(node) || node.members.some(({ key }) => structural.test(key))) return false;
  const type = node.get('type');
  if (type && types.includes(String(type.value))) return false;
  return node.members.some(({ key }) => !descriptive.test(key));
}
