import type { Node } from '../../documents/tree';
import {
  discrepanciesOf,
  exclusiveDefinitions,
  memberOf,
  namesByPart,
  observedSchemas,
  sectionOf,
} from '../../model/contract';
import type { Definition } from '../../model/definition';
import { kindsOf } from '../../model/inference/evidence';
import { hasParts } from '../../model/schemas';
import { triggerFacts } from '../../model/triggers';
import { say } from '../../texts/say';
import type { ContractFinding, Observation } from '../contract/findings';
import { contentOf, mergeEvidence } from '../contract/merge';
import { describeMembers, repair } from '../contract/repair';
import type { ViolationFinding } from '../contract/violations';
import type { Fix, FixContext, Fixer } from './fix';

/** Maximum number of fixes for single properties: more would hide the one for all of them. */
const maxSingleFixes = 8;

/** Makes the definition agree with the delivery. */
export const agreeWithDelivery: Fixer = (context) => {
  if ('violation' in context.finding) return dropKeyword(context, context.finding as ViolationFinding);
  const finding = context.finding as ContractFinding;
  const { observed, discrepancy } = finding.contract;
  // One delivery of another type does not outweigh the description of an object's members.
  const discards = discrepancy.kind === 'type' && hasParts(observed.schema);
  const changes = discards ? [] : repair(context.edit, observed, discrepancy);
  // A schema without parts has only a type, a format and texts; the texts are kept.
  const fix: Fix = { title: titleFor(finding) + sharing(context), changes, carriesOver: true };
  return [fix, ...regenerate(context)];
};

/** Removes the keyword: one delivery cannot show which bound or pattern would be right. */
function dropKeyword({ definition, edit }: FixContext, { violation }: ViolationFinding): Fix[] {
  const { operationId, holder, member } = violation;
  const title = say`Remove \`${member.key}\`${sharedWith(definition, operationId, holder)}`;
  return [{ title, changes: edit.remove(holder, member) }];
}

function titleFor({ contract: { discrepancy, observed } }: ContractFinding): string {
  const kinds = kindsOf(observed.evidence);
  switch (discrepancy.kind) {
    case 'type':
      return kinds.length === 1 ? say`Change the type to ${kinds[0]}` : say('Remove the type: it may be of several');
    case 'null':
      return say('Allow null (x-nullable)');
    case 'enum':
      return say('Let the enum have what came');
    default:
      return say`Drop "${discrepancy.kind === 'missing' ? discrepancy.items[0]!.value : ''}" from required`;
  }
}

export const describeDelivered: Fixer = (context) => {
  const { observed, discrepancy } = (context.finding as ContractFinding).contract;
  if (discrepancy.kind !== 'undescribed') return [];
  const { names } = discrepancy;
  const add = (some: string[], title: string): Fix => ({
    title: title + sharing(context),
    // One delivery does not prove that a member always comes.
    changes: describeMembers(context.edit, observed, some, true),
  });
  const single = names.slice(0, maxSingleFixes).map((name) => add([name], say`Describe "${name}"`));
  const all = names.length > 1 ? [add(names, say`Describe all ${names.length} of them`)] : [];
  return [...all, ...single, ...regenerate(context)];
};

/** The part of a title that warns when the schema belongs to a definition that others use. */
function sharing({ definition, finding }: FixContext): string {
  const { observation, observed } = (finding as ContractFinding).contract;
  return sharedWith(definition, observation.operationId, observed.schema);
}

function sharedWith(definition: Definition, operationId: string, schema: Node): string {
  const content = contentFor(definition, { operationId });
  const section = sectionOf(definition, schema);
  if (!content || !section || exclusiveDefinitions(definition, content).has(section)) return '';
  return say`, for all that use "${memberOf(section)?.key}"`;
}

function regenerate({ definition, finding, edit }: FixContext): Fix[] {
  const { observation } = (finding as ContractFinding).contract;
  const content = contentFor(definition, observation);
  if (!content || discardsParts(definition, content, observation)) return [];
  const changes = mergeEvidence(edit.document, observation.operationId, observation.evidence).changes();
  return [{ title: say('Update the whole notification schema from this delivery'), changes }];
}

/**
 * True when a schema with members would get another type. Only *Update Notification Schema* does that, since it shows
 * the change first.
 */
function discardsParts(definition: Definition, content: Node, { evidence }: Observation): boolean {
  const all = observedSchemas(definition, content.get('schema'), evidence);
  const names = namesByPart(definition, all);
  return all.some(
    (observed) =>
      hasParts(observed.schema) &&
      discrepanciesOf(observed, names.get(observed.schema)!).some(({ kind }) => kind === 'type'),
  );
}

function contentFor(definition: Definition, { operationId }: Pick<Observation, 'operationId'>) {
  const facts = triggerFacts(definition).find(({ operation }) => operation.operationId === operationId);
  return facts && contentOf(facts);
}
