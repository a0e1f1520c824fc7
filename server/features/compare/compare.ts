import { isObject, type Node } from '../../documents/tree';
import type { Operation } from '../../model/operation';
import { isInternal } from '../../model/schemas';
import { factsOf, parametersOf, type TriggerFacts, triggerFacts } from '../../model/triggers';
import { unsubscribeOf } from '../../model/unsubscribe';
import { breakingCallback } from '../../rules/breaking-callback';
import { breakingMethod } from '../../rules/breaking-method';
import { breakingOperationHidden } from '../../rules/breaking-operation-hidden';
import { breakingOperationRemoved } from '../../rules/breaking-operation-removed';
import { breakingPath } from '../../rules/breaking-path';
import { breakingTriggerKind } from '../../rules/breaking-trigger-kind';
import { type At, type Severity, valueAt } from '../../rules/rule';
import { say } from '../../texts/say';
import { compareAuthentication } from './authentication';
import {
  type BreakingChange,
  Comparison,
  levelFor,
  nextRevision,
  type Subject,
  type Version,
  wayOut,
} from './comparison';
import { compareInputs } from './inputs';
import { compareOutputs } from './outputs';

export type { BreakingChange, Version } from './comparison';

/**
 * The changes from an older version that break flows, in the order of the older version. Both must parse: what is
 * missing after a syntax error is not gone. By Microsoft's comparison of two versions
 * (learn.microsoft.com/connectors/custom-connectors/operational-versioning and the output of its validator in
 * microsoft/PowerPlatformConnectors), and by how the designer refers to inputs and dynamic content.
 */
export function breakingChanges(old: Version, now: Version): BreakingChange[] {
  const comparison = new Comparison(old, now);
  compareAuthentication(comparison);
  const deletes = unsubscribeOperations(old);
  const seen = new Set<string>();
  for (const operation of old.definition.operations) {
    const id = operation.operationId;
    if (!id || seen.has(id)) continue;
    seen.add(id);
    const [same] = now.definition.operationsById(id);
    const facts = factsOf(old.definition, operation);
    if (same) compareOperations(comparison, id, facts, factsOf(now.definition, same), deletes.has(operation));
    else reportRemoved(comparison, id, facts, deletes.has(operation));
  }
  comparison.finish();
  return comparison.found;
}

/** The operations with which Power Automate deletes the webhooks of triggers. */
function unsubscribeOperations({ definition }: Version): Set<Operation> {
  const found = new Set<Operation>();
  for (const { kind, operation } of triggerFacts(definition)) {
    const judgment = kind === 'webhook' ? unsubscribeOf(definition, operation) : undefined;
    if (judgment?.kind === 'own') found.add(judgment.unsubscribe.operation);
  }
  return found;
}

function compareOperations(
  comparison: Comparison,
  operationId: string,
  old: TriggerFacts,
  now: TriggerFacts,
  unsubscribes: boolean,
): void {
  const isTrigger = old.trigger !== undefined;
  const subject: Subject = { operationId, isTrigger, old, now };
  if (isInternal(old.operation.node)) {
    // Flow makers have not seen it: only the platform calls it.
    if (unsubscribes) compareAddress(comparison, subject);
    return;
  }
  compareVisibility(comparison, subject);
  compareAddress(comparison, subject);
  if (!compareKind(comparison, subject)) return;
  compareCallbacks(comparison, subject);
  compareInputs(comparison, subject);
  compareOutputs(comparison, subject);
}

function compareVisibility(comparison: Comparison, subject: Subject): void {
  const { operationId, old, now } = subject;
  const { node } = now.operation;
  if (!isInternal(node)) return;
  const visibility = node.get('x-ms-visibility');
  comparison.report(
    breakingOperationHidden,
    say`The ${nounOf(old)} "${operationId}" is now internal. Flows that use it can no longer be edited. Mark it \`deprecated: true\` instead, so that it stays for them.`,
    {
      at: visibility ? { node: visibility } : { key: now.operation.member },
      oldAt: { key: old.operation.member },
      operationId,
      severity: levelFor(subject),
    },
  );
}

function compareAddress(comparison: Comparison, subject: Subject): void {
  const { operationId, old, now } = subject;
  const noun = nounOf(old);
  const severity = levelFor(subject);
  if (old.operation.path !== now.operation.path) {
    comparison.report(
      breakingPath,
      say`The path of the ${noun} "${operationId}" changed from ${old.operation.path} to ${now.operation.path}. Flows call the old one. ${wayOut(operationId, say('Restore it'))}`,
      { at: { key: now.operation.pathMember }, oldAt: { key: old.operation.pathMember }, operationId, severity },
    );
  }
  if (old.operation.method !== now.operation.method) {
    const methods = say`from ${old.operation.method.toUpperCase()} to ${now.operation.method.toUpperCase()}`;
    comparison.report(
      breakingMethod,
      say`The method of the ${noun} "${operationId}" changed ${methods}. Flows call it with the old one. ${wayOut(operationId, say('Restore it'))}`,
      { at: { key: now.operation.member }, oldAt: { key: old.operation.member }, operationId, severity },
    );
  }
}

/** Returns false when the kind changed: the rest of the operations is then not comparable. */
function compareKind(comparison: Comparison, subject: Subject): boolean {
  const { operationId, old, now } = subject;
  const kinds = { old: kindOf(old), now: kindOf(now) };
  const modes = { old: modeOf(old), now: modeOf(now) };
  const isSameKind = kinds.old === kinds.now;
  if (isSameKind && modes.old === modes.now) return true;
  const change = isSameKind
    ? say`is now \`${modes.now}\` instead of \`${modes.old}\``
    : say`was ${kinds.old} and is now ${kinds.now}`;
  const member = now.trigger;
  comparison.report(
    breakingTriggerKind,
    say`"${operationId}" ${change}. Flows were saved with the old kind and do not work with the new one. ${wayOut(operationId, say('Restore it'))}`,
    {
      at: isSameKind && member ? valueAt(member) : { key: member ?? now.operation.member },
      oldAt: { key: old.trigger ?? old.operation.member },
      operationId,
    },
  );
  return isSameKind;
}

function kindOf({ trigger, kind }: TriggerFacts): string {
  if (!trigger) return say('an action');
  return kind === 'webhook' ? say('a webhook trigger') : say('a polling trigger');
}

const modeOf = ({ trigger }: TriggerFacts): string =>
  String(trigger?.value?.value).toLowerCase() === 'batch' ? 'batch' : 'single';

/** Where a callback URL goes, with the mark of the property or parameter. */
type CallbackPlaces = Map<string, At>;

function compareCallbacks(comparison: Comparison, subject: Subject): void {
  const { operationId, old, now } = subject;
  if (old.search.open || now.search.open) return;
  const before = callbackPlaces(comparison.old, old);
  const after = callbackPlaces(comparison.now, now);
  const [first] = before;
  if (!first || [...before.keys()].some((path) => after.has(path))) return;
  const [path, oldAt] = first;
  const [moved] = after;
  const change = moved ? say`moved from \`${path}\` to \`${moved[0]}\`` : say`is no longer sent in \`${path}\``;
  comparison.report(
    breakingCallback,
    say`The callback URL of "${operationId}" ${change}. Flows still send it in the old place, where the service does not look for it. ${wayOut(operationId, say('Leave it there'))}`,
    { at: moved?.[1] ?? { key: now.operation.member }, oldAt, operationId, path },
  );
}

function callbackPlaces({ definition }: Version, { search, operation }: TriggerFacts): CallbackPlaces {
  const places: CallbackPlaces = new Map();
  for (const { chain, node } of search.callbacks) {
    const property = chain.at(-1)?.member;
    places.set(['body', ...chain.map(({ name }) => name)].join('/'), property ? { key: property } : { node });
  }
  for (const parameter of parametersOf(definition, operation).parameters) {
    const name = parameter.get('name');
    if (!name || !parameter.member('x-ms-notification-url') || parameter.text('in') === 'body') continue;
    places.set(`${parameter.text('in')}/${name.value}`, { node: name });
  }
  return places;
}

function reportRemoved(comparison: Comparison, operationId: string, old: TriggerFacts, unsubscribes: boolean): void {
  const internal = isInternal(old.operation.node);
  const isTrigger = old.trigger !== undefined && !internal;
  const successor = successorOf(comparison, old.operation);
  const change = successor ? say`is now called "${successor.operationId}"` : say('is gone');
  const consequence = unsubscribes
    ? say('The webhooks of existing flows can no longer be deleted. Restore it.')
    : internal
      ? say('It was internal, so only flows that added it before it was hidden use it.')
      : say`Flows that use it stop working. Restore it with \`deprecated: true\`, next to a new operation such as "${nextRevision(operationId)}".`;
  comparison.report(breakingOperationRemoved, say`The ${nounOf(old)} "${operationId}" ${change}. ${consequence}`, {
    at: successor ? idAt(successor) : lostAt(comparison.now, old.operation),
    oldAt: idAt(old.operation),
    operationId,
    severity: removalLevel(isTrigger, internal && !unsubscribes),
  });
}

function removalLevel(isTrigger: boolean, isUnused: boolean): Severity | undefined {
  if (isTrigger) return 'error';
  return isUnused ? 'information' : undefined;
}

/** The operation that is where an old one was, under a new operationId. */
function successorOf({ old, now }: Comparison, { path, method }: Operation): Operation | undefined {
  const at = now.definition.root.get('paths')?.get(path)?.get(method);
  const found = at && now.definition.operations.find(({ node }) => node === at);
  return found?.operationId && old.definition.operationsById(found.operationId).length === 0 ? found : undefined;
}

function idAt({ node, member }: Operation): At {
  const id = node.get('operationId');
  return id ? { node: id } : { key: member };
}

/** The narrowest place in the new version that had the operation. */
function lostAt({ definition: { root } }: Version, { path }: Operation): At {
  const paths = root.member('paths');
  const pathItem = isObject(paths?.value) ? paths.value.member(path) : undefined;
  const member = pathItem ?? paths;
  return member ? { key: member } : rootAt(root);
}

/** A mark for what is missing in the whole definition: its first key. */
function rootAt(root: Node): At {
  const [first] = root.members;
  return first ? { key: first } : { node: root };
}

const nounOf = ({ trigger }: TriggerFacts): string => (trigger ? say('trigger') : say('operation'));
