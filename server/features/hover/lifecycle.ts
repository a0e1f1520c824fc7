import { isObject, type Node } from '../../documents/tree';
import type { Definition } from '../../model/definition';
import type { Operation } from '../../model/operation';
import { setsLocation } from '../../model/properties';
import { runsScript, scriptName } from '../../model/script';
import { isBatch, splitOf } from '../../model/triggerOutput';
import { factsOf, type TriggerFacts, triggerFacts } from '../../model/triggers';
import { type UnsubscribeJudgment, unfilledInputs, unsubscribeOf } from '../../model/unsubscribe';
import { appliedTemplates, type PolicyDescription, templatesWithoutEffect } from '../../protocol/policies';
import { allOf, say } from '../../texts/say';
import { policiesOf } from '../describe/policies';
import type { LoadedSchema } from '../loadedSchemas';
import { code, list, paragraphs, plain } from './markdown';
import { notificationTokens } from './tokens';

/** What is known of an operation beside its definition. */
interface Beside {
  /** The notification schema that the service gave. */
  loaded: LoadedSchema | undefined;
  /** True where `script.csx` is next to the definition. */
  hasScript: boolean;
}

/** The life of an operation's webhook, from create to delete; undefined when it neither creates nor deletes one. */
export function lifecycle(definition: Definition, operation: Operation, beside: Beside): string | undefined {
  const facts = factsOf(definition, operation);
  if (facts.kind === 'webhook') return webhook(definition, facts, say('Webhook trigger'), beside);
  if (facts.kind === 'webhookAction') return webhook(definition, facts, say('Webhook action'), beside);
  if (facts.kind === 'polling') return polling(definition, facts);
  return operation.method === 'delete' ? unsubscribes(definition, operation) : undefined;
}

function heading(kind: string, operation: Operation): string {
  const title = operation.node.text('summary') ?? operation.operationId;
  return title ? `**${kind}:** ${plain(title)}` : `**${kind}**`;
}

function polling(definition: Definition, facts: TriggerFacts): string {
  const { operation } = facts;
  return paragraphs(
    heading(say('Polling trigger'), operation),
    say`Power Automate sends ${request(definition, operation)} again and again, and starts a flow when the response contains something new. The path has no \`x-ms-notification-content\` and the body no \`x-ms-notification-url\`: with them it would be a webhook.`,
    runs(definition, facts),
  );
}

/** How many runs an output of a `batch` trigger starts. */
function runs(definition: Definition, facts: TriggerFacts): string | undefined {
  if (!isBatch(facts)) return undefined;
  const split = splitOf(definition, facts);
  if (split.kind === 'unknown') return undefined;
  if (split.kind !== 'list') return say('**Runs:** all items start one run together, since no list is found to split.');
  const list = split.path.length === 0 ? say('the body') : code(split.path.join('.'));
  return say`**Runs:** each item of ${list} starts a run.`;
}

function webhook(definition: Definition, facts: TriggerFacts, kind: string, { loaded, hasScript }: Beside): string {
  const { operation, content, search } = facts;
  const callback = search.callbacks.find((one) => one.hidden === undefined) ?? search.callbacks[0];
  const place = callback && (callback.chain.map((step) => step.name).join('.') || say('the whole body'));
  const judgment = unsubscribeOf(definition, operation);
  const steps = [say`**Create:** ${request(definition, operation)}, when a flow with it is saved or turned on.`];
  if (place) steps.push(say`**Callback:** Power Automate puts its URL into ${code(place)} of the body.`);
  else if (search.open) steps.push(say('**Callback:** in a body whose shape is known only at run time.'));
  if (content) steps.push(say`**Notification:** ${notified(definition, content.value, loaded)}`);
  steps.push(say`**Delete:** ${deleted(judgment)}`);
  const missing = missingOf(definition, facts, judgment);
  return paragraphs(
    heading(kind, operation),
    steps.map((step, index) => `${index + 1}. ${step}`).join('\n'),
    sentThrough(definition, operation, judgment),
    hasScript ? scripted(definition, operation, judgment) : undefined,
    missing.length > 0 ? say`**Missing**\n${list(missing)}` : undefined,
  );
}

/** Maximum number of policies that are listed. */
const maxPolicies = 8;

/** The policies around the create call and the DELETE, with a mark where registering here does not apply them. */
function sentThrough(definition: Definition, operation: Operation, judgment: UnsubscribeJudgment): string | undefined {
  const create = policiesOf(definition, operation.operationId) ?? [];
  const remove = policiesOf(definition, unsubscribeId(judgment)) ?? [];
  const lines = new Map<string, string>();
  for (const policy of [...create, ...remove]) {
    if (policy.section === 'failure' || templatesWithoutEffect.some((one) => one === policy.template)) continue;
    const { title, template } = policy;
    const named = title === template ? code(template, 60) : `${plain(title, 60)} (${code(template, 60)})`;
    const only = create.some((one) => isSamePolicy(one, policy)) ? '' : say(', for the DELETE');
    lines.set(
      JSON.stringify(policy),
      `${named}${only}${isApplied(policy) ? '' : say(', not applied when registering here')}`,
    );
  }
  if (lines.size === 0) return undefined;
  const shown = [...lines.values()];
  const rest = shown.length - maxPolicies;
  return say`**Sent through policies:** ${shown.slice(0, maxPolicies).join('; ')}${rest > 0 ? say` and ${rest} more` : ''}.`;
}

const isSamePolicy = (a: PolicyDescription, b: PolicyDescription): boolean => JSON.stringify(a) === JSON.stringify(b);

const isApplied = ({ section, template }: PolicyDescription): boolean =>
  section !== 'failure' && appliedTemplates[section].some((one) => one === template);

const unsubscribeId = (judgment: UnsubscribeJudgment): string | undefined =>
  judgment.kind === 'own' ? judgment.unsubscribe.operation.operationId : undefined;

/** The calls that the connector's script takes over. */
function scripted({ properties }: Definition, operation: Operation, judgment: UnsubscribeJudgment): string | undefined {
  const create = runsScript(properties, operation.operationId);
  const remove = runsScript(properties, unsubscribeId(judgment));
  if (!create && !remove) return undefined;
  const calls =
    create && remove ? say('the create call and the DELETE') : create ? say('the create call') : say('the DELETE');
  return say`**Script:** in Power Automate ${code(scriptName)} runs for ${calls}. Registering here does not run it.`;
}

function deleted(judgment: UnsubscribeJudgment): string {
  const sent = say('DELETE to the `Location` of the response to the create request');
  if (judgment.kind !== 'own') return `${sent}.`;
  const { operation } = judgment.unsubscribe;
  return say`${sent}; here ${code(`DELETE ${operation.path}`)}${idOf(operation)}.`;
}

function idOf(operation: Operation): string {
  return operation.operationId === undefined ? '' : ` (${code(operation.operationId)})`;
}

/** The method and URL of an operation, as far as the definition has them. */
function request(definition: Definition, operation: Operation): string {
  const { root } = definition;
  const host = root.text('host');
  const scheme = root.get('schemes')?.items[0]?.value ?? 'https';
  const base = (root.text('basePath') ?? '').replace(/(?<!\/)\/+$/, '');
  const address = `${host === undefined ? '' : `${scheme}://${host}`}${base}${operation.path}`;
  return code(`${operation.method.toUpperCase()} ${address}`, 300);
}

const maxTitles = 6;

function notified(definition: Definition, written: Node | undefined, given: LoadedSchema | undefined): string {
  const content = definition.resolve(written);
  const schema = isObject(content) ? content.get('schema') : undefined;
  const { tokens, dynamic, loaded } = notificationTokens(definition, schema, { loaded: given });
  if (dynamic) return say('its shape comes from the service at run time.');
  const titles = tokens.filter(({ type, path }) => path.length > 0 && type !== 'object' && type !== 'array');
  if (titles.length === 0) return say('flow makers get the body as a whole, since no properties are described.');
  const rest = titles.length - maxTitles;
  const named = titles.slice(0, maxTitles).map(({ title }) => plain(title, 60));
  const source = loaded ? say(', by what the service gave for a registered webhook') : '';
  return say`flow makers get ${named.join(', ')}${rest > 0 ? say` and ${rest} more` : ''}${source}.`;
}

function missingOf(definition: Definition, facts: TriggerFacts, judgment: UnsubscribeJudgment): string[] {
  const { content, search, operation } = facts;
  const missing: string[] = [];
  if (!content)
    missing.push(say('`x-ms-notification-content` on the path: without it, the designer shows no webhook.'));
  if (search.callbacks.length === 0 && !search.open) {
    missing.push(
      say('A body property with `x-ms-notification-url: true`: without it the service does not learn where to send.'),
    );
  }
  const callback = search.callbacks[0];
  if (callback && !callback.internal)
    missing.push(say('`x-ms-visibility: internal` on the callback property: flow makers see it.'));
  // Certified connectors have their callback in an internal object.
  if (callback?.hidden && callback.hidden !== 'internal')
    missing.push(
      say('A callback property that the designer reaches: a plain property of objects, all the way from the body.'),
    );
  const unrequired = callback?.chain.filter((step) => !step.required).map((step) => code(step.name)) ?? [];
  if (unrequired.length > 0) missing.push(say`${allOf(unrequired)} in \`required\` of the object around.`);
  missing.push(...missingToDelete(definition, judgment));
  if (!documentsLocation(operation.node) && !setsLocation(definition.properties, operation.operationId)) {
    missing.push(
      say(
        'A `Location` header in the response to the create request: the service must send it, and the definition should say so.',
      ),
    );
  }
  return missing;
}

/** What the DELETE lacks that is sent when a flow is turned off or deleted. */
function missingToDelete(definition: Definition, judgment: UnsubscribeJudgment): string[] {
  switch (judgment.kind) {
    case 'own':
      return unfilledInputs(definition, judgment.unsubscribe.operation).map(({ in: sentIn, name }) =>
        sentIn === 'header'
          ? say`A value for the header ${code(name)} of the DELETE: nothing fills it in.`
          : say('A value for the body of the DELETE: nothing fills it in.'),
      );
    case 'several':
      return [
        say`A DELETE operation at or below this path: ${judgment.candidates.length} others look alike, and which of them is for this trigger is not clear.`,
      ];
    case 'other-method': {
      const { method, path } = judgment.unsubscribe.operation;
      return [say`A DELETE operation for the webhook: ${code(`${method.toUpperCase()} ${path}`)} is never called.`];
    }
    case 'none':
      return [say('A DELETE operation for the webhook: otherwise it stays when the flow is deleted.')];
  }
}

function documentsLocation(operation: Node): boolean {
  return (operation.get('responses')?.members ?? []).some(
    ({ key, value }) =>
      key.startsWith('2') && (value?.get('headers')?.members ?? []).some((header) => /^location$/i.test(header.key)),
  );
}

function unsubscribes(definition: Definition, operation: Operation): string | undefined {
  const triggers = triggerFacts(definition).filter(({ kind, operation: trigger }) => {
    if (kind !== 'webhook' && kind !== 'webhookAction') return false;
    const judgment = unsubscribeOf(definition, trigger);
    return judgment.kind === 'own' && judgment.unsubscribe.operation.node === operation.node;
  });
  if (triggers.length === 0) return undefined;
  const names = triggers.map(({ operation: { operationId, path } }) => code(operationId ?? path));
  return paragraphs(
    say`**Deletes the webhook** of ${names.slice(0, maxTitles).join(', ')}`,
    say(
      'Power Automate sends DELETE to the `Location` of the response to the create request, when the flow is changed, turned off or deleted. It should be `x-ms-visibility: internal`: flow makers have no use for it.',
    ),
  );
}
