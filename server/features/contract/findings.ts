import { isObject, type Member, type Node } from '../../documents/tree';
import { withArticle } from '../../model/articles';
import {
  type Discrepancy,
  discrepanciesOf,
  memberOf,
  namesByPart,
  type Observed,
  observedSchemas,
  pathText,
} from '../../model/contract';
import type { Definition } from '../../model/definition';
import type { Evidence, Kind } from '../../model/inference/evidence';
import type { Operation } from '../../model/operation';
import { type TriggerFacts, triggerFacts } from '../../model/triggers';
import type { UnsubscribeReport } from '../../protocol/payloads';
import type { At, Finding, Severity } from '../../rules/rule';
import { allOf, anyOf, say } from '../../texts/say';
import { contentOf } from './merge';

/** The evidence about a trigger from one or several deliveries. */
export interface Observation {
  operationId: string;
  evidence: Evidence;
  /** The start of messages, such as `Last delivery from the service 14:02`. */
  label: string;
}

/** A finding from a delivery, with the data for its fix. */
export interface ContractFinding extends Finding {
  contract: { observation: Observation; observed: Observed; discrepancy: Discrepancy };
}

/** Maximum number of findings shown at once. */
const maxFindings = 200;
const maxNames = 12;

/** The findings where a definition and the deliveries to its triggers disagree, on the lines that say otherwise. */
export function contractFindings(definition: Definition, observations: Iterable<Observation>): ContractFinding[] {
  const found: ContractFinding[] = [];
  for (const observation of observations) {
    const facts = factsOf(definition, observation.operationId);
    if (facts) found.push(...keptFindings(definition, facts, observation));
  }
  return found;
}

/** Findings with all that they depend on. Most edits are elsewhere and keep the nodes of a definition. */
interface Kept {
  pathItem: Node;
  broken: boolean;
  label: string;
  targets: Map<string, Node | undefined>;
  found: ContractFinding[];
}

const kept = new WeakMap<Evidence, Kept>();

function keptFindings(definition: Definition, facts: TriggerFacts, observation: Observation): ContractFinding[] {
  const { pathItem } = facts.operation;
  const { broken } = definition;
  const { evidence, label } = observation;
  const known = kept.get(evidence);
  const isSame =
    known?.pathItem === pathItem &&
    known.broken === broken &&
    known.label === label &&
    [...known.targets].every(([fragment, node]) => definition.target(fragment) === node);
  if (isSame) return known.found;
  const targets = new Map<string, Node | undefined>();
  const found = compare(definition, facts, observation, targets);
  kept.set(evidence, { pathItem, broken, label, targets, found });
  return found;
}

function compare(
  definition: Definition,
  facts: TriggerFacts,
  observation: Observation,
  targets: Map<string, Node | undefined>,
): ContractFinding[] {
  const found: ContractFinding[] = [];
  const all = observedSchemas(definition, contentOf(facts)?.get('schema'), observation.evidence, targets);
  const names = namesByPart(definition, all);
  for (const observed of all) {
    for (const discrepancy of discrepanciesOf(observed, names.get(observed.schema)!)) {
      // When the text has a syntax error, a description that seems to be missing may only be out of reach.
      if (discrepancy.kind === 'undescribed' && definition.broken) continue;
      if (found.length >= maxFindings) return found;
      found.push(...describe(observation, observed, discrepancy, facts.operation));
    }
  }
  return found;
}

export function factsOf(definition: Definition, operationId: string): TriggerFacts | undefined {
  return triggerFacts(definition).find(
    ({ operation, kind }) => operation.operationId === operationId && kind !== 'polling',
  );
}

/** The notification schema of a trigger. */
export function schemaOfTrigger(definition: Definition, operationId: string): Member | undefined {
  const facts = factsOf(definition, operationId);
  const member = facts && contentOf(facts)?.member('schema');
  return isObject(member?.value) ? member : undefined;
}

function describe(
  observation: Observation,
  observed: Observed,
  discrepancy: Discrepancy,
  operation: Operation,
): ContractFinding[] {
  const finding = (at: At, message: string, code = 'delivery-mismatch', severity: Severity = 'warning') => ({
    code,
    rule: code,
    severity,
    at,
    message: `${observation.label}${message}`,
    related: [{ at: { key: operation.member }, message: say`Delivered to \`${observation.operationId}\`.` }],
    contract: { observation, observed, discrepancy },
  });
  const where = nameOf(observed.path);
  switch (discrepancy.kind) {
    case 'type':
      return [
        finding(
          { node: discrepancy.type },
          say`: ${where} was ${anyOf(discrepancy.came.map(kindText))}, not ${anyOf(discrepancy.allowed.map(kindText))}.`,
        ),
      ];
    case 'null':
      return [finding({ node: discrepancy.at }, say`: ${where} was null, which the definition does not allow.`)];
    case 'enum':
      return [
        finding(
          markedKey(discrepancy.list, observed.schema),
          say`: ${where} was ${allOf(discrepancy.came.map((value) => short(JSON.stringify(value))))}, which is not among the values of \`enum\`.`,
        ),
      ];
    case 'missing':
      return discrepancy.items.map((node) => ({
        ...finding({ node }, say`: ${nameOf([...observed.path, String(node.value)])} is required and did not arrive.`),
        contract: { observation, observed, discrepancy: { ...discrepancy, items: [node] } },
      }));
    case 'undescribed': {
      const list = discrepancy.names.slice(0, maxNames).map((name) => `\`${short(name)}\``);
      const more = discrepancy.names.length - list.length;
      const text = more > 0 ? say`${list.join(', ')} and ${more} more` : list.join(', ');
      const inside = observed.path.length > 0 ? say` in ${where}` : '';
      return [
        finding(
          placeOf(observed.schema),
          say` also had ${text}${inside}: the schema does not describe it.`,
          'delivery-undescribed',
          'hint',
        ),
      ];
    }
  }
}

function nameOf(path: string[]): string {
  return path.length > 0 ? `\`${short(pathText(path))}\`` : say('the payload');
}

/** Shortens a name or value, which come from strangers. */
function short(text: string): string {
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}

function kindText(kind: Kind | string): string {
  if (kind === 'null') return 'null';
  if (kind === 'number') return say('a number');
  return withArticle(kind);
}

/** The place of a finding about a schema: `properties`, otherwise `type`, otherwise the key of the schema itself. */
function placeOf(schema: Node): At {
  const member = schema.member('properties') ?? schema.member('type') ?? memberOf(schema);
  return member ? { key: member } : { node: schema };
}

function markedKey(value: Node, fallback: Node): At {
  const member = memberOf(value);
  return member ? { key: member } : { node: fallback };
}

/** The findings of checks of the unsubscribe operation, on the trigger; none when the check passed. */
export function unsubscribeFindings(definition: Definition, reports: Iterable<UnsubscribeReport>): Finding[] {
  const found: Finding[] = [];
  for (const { operationId, checkedAt, steps } of reports) {
    const facts = factsOf(definition, operationId);
    if (!facts || !isObject(facts.operation.node)) continue;
    for (const { ok, detail } of steps) {
      if (ok) continue;
      found.push({
        code: 'unsubscribe-contract',
        rule: 'unsubscribe-contract',
        severity: 'warning',
        at: { key: facts.operation.member },
        message: say`Unsubscribe check ${timeText(checkedAt)}: ${detail}`,
        related: [],
      });
    }
  }
  return found;
}

/** `14:02` for today, `2026-11-23 14:02` for other days; in local time. */
export function timeText(iso: string, now = new Date()): string {
  const time = new Date(iso);
  if (Number.isNaN(time.getTime())) return short(iso);
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}`;
  const clock = `${two(time.getHours())}:${two(time.getMinutes())}`;
  return time.toDateString() === now.toDateString() ? clock : `${day} ${clock}`;
}
