import type { OpenDocument } from '../../documents/document';
import { isObject } from '../../documents/tree';
import type { PayloadChecker } from '../../engine/payload';
import type { Violation } from '../../engine/payloadSchema';
import { exclusiveDefinitions, observedSchemas, sectionOf } from '../../model/contract';
import { type Evidence, noEvidence } from '../../model/inference/evidence';
import type { JsonObject } from '../../protocol/json';
import type { InferredSchema, InferSchemaParams } from '../../protocol/payloads';
import { say } from '../../texts/say';
import { compareVersions } from '../compare/compareVersions';
import { type Change, Editor, touches } from '../fixes/edits';
import { definitionOf, plain } from '../validate';
import type { Draft } from './draft';
import { contentOf, detach, find, mergeEvidence, moveSchema, schemaIn } from './merge';
import { placesIn } from './violations';

/** Maximum number of passes, in each of which the worker reads all samples again. */
const maxPasses = 20;

/** Changes a trigger's notification schema so that it accepts all samples. @throws with a message for people */
export async function updateSchema(
  document: OpenDocument,
  { operationId, samples, place }: InferSchemaParams,
  payloads: PayloadChecker,
): Promise<Omit<InferredSchema, 'version'>> {
  find(document, operationId);
  const { evidence, unread } = samples.length > 0 ? await payloads.evidence(samples) : nothing();
  if (evidence.seen === 0) {
    throw new Error(unread[0]?.message ?? say('There is no sample to write a schema from.'));
  }
  const copies = new Map<string, string>();
  const draft = mergeEvidence(document, operationId, evidence, copies);
  for (let pass = 0; pass < maxPasses; pass++) {
    const schema = schemaIn(draft.document, operationId)!;
    const violations = await payloads.violations(samples, schema);
    const changes = withoutViolated(draft, operationId, violations, evidence, copies);
    if (changes.length === 0) break;
    draft.apply(changes);
  }
  if (place) moveSchema(draft, operationId, place);
  const edits = draft.edits();
  return {
    schema: schemaIn(draft.document, operationId) as JsonObject,
    changed: edits.length > 0,
    edits,
    unread,
    breaking: edits.length > 0 ? breakingIn(document, draft.document) : [],
  };
}

/** What flows lose that use the definition before the edits. */
function breakingIn(before: OpenDocument, after: OpenDocument): InferredSchema['breaking'] {
  const definition = definitionOf(after);
  if (!definition) return [];
  const old = { document: before, definition: definitionOf(before) };
  return compareVersions(old, { document: after, definition }, 'before').flatMap(
    ({ code, severity, message, operationId, path }) =>
      severity === 'error' && operationId !== undefined ? [{ code, message: plain(message), operationId, path }] : [],
  );
}

function nothing(): { evidence: Evidence; unread: InferredSchema['unread'] } {
  return { evidence: noEvidence(), unread: [] };
}

/** Removes the keywords besides types that payloads violate: a `pattern`, a `maximum`, an `anyOf`. */
function withoutViolated(
  draft: Draft,
  operationId: string,
  violations: Violation[],
  evidence: Evidence,
  copies: Map<string, string>,
): Change[] {
  const { definition, facts } = find(draft.document, operationId);
  const content = contentOf(facts);
  const schema = content?.get('schema');
  if (!content || !isObject(schema)) return [];
  const edit = new Editor(draft.document);
  const places = placesIn(definition, schema);
  const exclusive = exclusiveDefinitions(definition, content);
  const chosen: Change[] = [];
  for (const { path } of violations) {
    const holder = places.at(path.slice(0, -1));
    const member = holder?.member(path.at(-1)!);
    if (!holder || !member) continue;
    const section = sectionOf(definition, holder);
    if (section && !exclusive.has(section)) {
      const observed = observedSchemas(definition, schema, evidence).find((one) => one.schema === holder);
      if (observed) return detach(definition, edit, observed, exclusive, copies);
      continue;
    }
    const changes = edit.remove(holder, member);
    if (!changes.some((change) => chosen.some((other) => touches(change, other)))) chosen.push(...changes);
  }
  return chosen;
}
