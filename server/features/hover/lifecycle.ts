import { isObject, type Node } from '../../documents/tree';
import type { Definition } from '../../model/definition';
import type { Operation } from '../../model/operation';
import { factsOf, type TriggerFacts, triggerFacts, unsubscribeCandidates } from '../../model/triggers';
import { isOwnUnsubscribe } from '../../protocol/triggers';
import type { LoadedSchema } from '../loadedSchemas';
import { code, list, paragraphs, plain } from './markdown';
import { notificationTokens } from './tokens';

/** The life of an operation's webhook, from create to delete; undefined when it neither creates nor deletes one. */
export function lifecycle(definition: Definition, operation: Operation, loaded?: LoadedSchema): string | undefined {
  const facts = factsOf(definition, operation);
  if (facts.kind === 'webhook') return webhook(definition, facts, 'Webhook trigger', loaded);
  if (facts.kind === 'webhookAction') return webhook(definition, facts, 'Webhook action', loaded);
  if (facts.kind === 'polling') return polling(definition, facts);
  return operation.method === 'delete' ? unsubscribes(definition, operation) : undefined;
}

function heading(kind: string, operation: Operation): string {
  const title = operation.node.text('summary') ?? operation.operationId;
  return title ? `**${kind}:** ${plain(title)}` : `**${kind}**`;
}

function polling(definition: Definition, { operation }: TriggerFacts): string {
  return paragraphs(
    heading('Polling trigger', operation),
    `Power Automate sends ${request(definition, operation)} again and again, and starts a flow when the answer holds something new. The path has no \`x-ms-notification-content\` and the body no \`x-ms-notification-url\`: with them it would be a webhook.`,
  );
}

function webhook(definition: Definition, facts: TriggerFacts, kind: string, loaded: LoadedSchema | undefined): string {
  const { operation, content, search } = facts;
  const callback = search.callbacks.find((one) => one.hidden === undefined) ?? search.callbacks[0];
  const place = callback && (callback.chain.map((step) => step.name).join('.') || 'the whole body');
  const candidate = unsubscribeCandidates(definition, operation).find(isOwnUnsubscribe);
  const steps = [`**Create:** ${request(definition, operation)}, when a flow with it is saved or turned on.`];
  if (place) steps.push(`**Callback:** Power Automate puts its URL into ${code(place)} of the body.`);
  else if (search.open) steps.push('**Callback:** in a body whose shape is known only at run time.');
  if (content) steps.push(`**Notification:** ${notified(definition, content.value, loaded)}`);
  steps.push(
    candidate
      ? `**Delete:** DELETE to the \`Location\` of the create answer; here ${code(`DELETE ${candidate.operation.path}`)}${idOf(candidate.operation)}.`
      : '**Delete:** DELETE to the `Location` of the create answer.',
  );
  const missing = missingOf(facts, candidate !== undefined);
  return paragraphs(
    heading(kind, operation),
    steps.map((step, index) => `${index + 1}. ${step}`).join('\n'),
    missing.length > 0 ? `**Missing**\n${list(missing)}` : undefined,
  );
}

function idOf(operation: Operation): string {
  return operation.operationId === undefined ? '' : ` (${code(operation.operationId)})`;
}

/** The method and URL of an operation, as far as the definition has them. */
function request(definition: Definition, operation: Operation): string {
  const { root } = definition;
  const host = root.text('host');
  const scheme = root.get('schemes')?.items[0]?.value ?? 'https';
  const base = (root.text('basePath') ?? '').replace(/\/+$/, '');
  const address = `${host === undefined ? '' : `${scheme}://${host}`}${base}${operation.path}`;
  return code(`${operation.method.toUpperCase()} ${address}`, 300);
}

const maxTitles = 6;

function notified(definition: Definition, written: Node | undefined, given: LoadedSchema | undefined): string {
  const content = definition.resolve(written);
  const schema = isObject(content) ? content.get('schema') : undefined;
  const { tokens, dynamic, loaded } = notificationTokens(definition, schema, { loaded: given });
  if (dynamic) return 'its shape comes from the service at run time.';
  const titles = tokens.filter(({ type, path }) => path.length > 0 && type !== 'object' && type !== 'array');
  if (titles.length === 0) return 'makers get the body as a whole, since no properties are described.';
  const rest = titles.length - maxTitles;
  const named = titles.slice(0, maxTitles).map(({ title }) => plain(title, 60));
  const source = loaded ? ', by what the service gave for a registered webhook' : '';
  return `makers get ${named.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}${source}.`;
}

function missingOf(facts: TriggerFacts, deletable: boolean): string[] {
  const { content, search, operation } = facts;
  const missing: string[] = [];
  if (!content) missing.push('`x-ms-notification-content` on the path: without it this is no webhook to the designer.');
  if (search.callbacks.length === 0 && !search.open) {
    missing.push(
      'A body property with `x-ms-notification-url: true`: without it the service does not learn where to send.',
    );
  }
  const callback = search.callbacks[0];
  if (callback && !callback.internal)
    missing.push('`x-ms-visibility: internal` on the callback property: makers see it.');
  if (callback?.hidden)
    missing.push(
      'A callback property that the designer reaches: a plain property of objects, all the way from the body.',
    );
  const unrequired = callback?.chain.filter((step) => !step.required).map((step) => code(step.name)) ?? [];
  if (unrequired.length > 0) missing.push(`${unrequired.join(' and ')} in \`required\` of the object around.`);
  if (!deletable) missing.push('A DELETE operation for the webhook: otherwise it stays when the flow is deleted.');
  if (!documentsLocation(operation.node)) {
    missing.push(
      'A `Location` header in the create answer: the service must send it, and the definition should say so.',
    );
  }
  return missing;
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
    const first = unsubscribeCandidates(definition, trigger)[0];
    return first?.operation.node === operation.node && isOwnUnsubscribe(first);
  });
  if (triggers.length === 0) return undefined;
  const names = triggers.map(({ operation: { operationId, path } }) => code(operationId ?? path));
  return paragraphs(
    `**Deletes the webhook** of ${names.slice(0, maxTitles).join(', ')}`,
    'Power Automate sends DELETE to the `Location` that the create answer gave, when the flow is changed, turned off or deleted. It should be `x-ms-visibility: internal`: makers have no use for it.',
  );
}
