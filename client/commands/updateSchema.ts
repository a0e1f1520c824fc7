import * as vscode from 'vscode';
import type { StoredBody } from '../../server/protocol/body';
import type { Json, JsonObject } from '../../server/protocol/json';
import type { InferredSchema, SchemaPlace } from '../../server/protocol/payloads';
import { InputError } from '../common/inputError';
import { t } from '../common/translate';
import { withProgress } from '../editor/progress';
import { toRange } from '../editor/ranges';
import type { Webhooks } from '../webhooks/webhooksApi';
import { type Command, type CommandContext, type Given, messageOf, optionalProperty, requireProperty } from './command';
import { definitionStep, findDefinitions, noDefinition, triggerStep, webhookTriggers } from './prompts/definitions';
import { fileBody, storedBodies, storedDeliveries, withSamples, withTemporaryFiles } from './prompts/payloadSamples';
import { type Choice, pickOne, pickSome } from './prompts/pick';
import { findTrigger } from './prompts/registerInput';
import { askInSteps, Canceled, type Step } from './prompts/steps';

export interface UpdateSchemaInput {
  uri: string;
  operationId: string;
  /** Payloads; a string is the path of a file that holds one. Defaults to the stored deliveries of the trigger. */
  samples?: Json[];
  /** Changes the definition in the editor; otherwise only the result is returned. */
  apply?: boolean;
  /** Where the schema goes; an existing one is moved. A new one goes `inline` by default. */
  place?: SchemaPlace;
}

interface FromView {
  /** Takes the stored deliveries, and leaves the schema in its place, without asking. */
  from?: 'deliveries';
}

export interface UpdateSchemaResult {
  /** The schema after the update; its `$ref`s point into its own `definitions`. */
  schema: JsonObject;
  changed: boolean;
  /** What the change breaks in flows that use the trigger. */
  breaking: InferredSchema['breaking'];
}

const title = () => t('Update Notification Schema');

export const updateSchema: Command<UpdateSchemaInput, UpdateSchemaResult, FromView> = {
  id: 'flowWebhooks.updateSchema',

  async act(context, input) {
    const uri = vscode.Uri.parse(requireProperty(input, 'uri'), true);
    const operationId = requireProperty(input, 'operationId');
    const place = placeOf(optionalProperty(input, 'place'));
    const infer = (samples: StoredBody[]) => context.server.inferSchema(uri, { operationId, samples, place });
    const inferred = await fromSamples(context, uri, operationId, input.samples, infer);
    if (inferred.changed && optionalProperty(input, 'apply', 'boolean')) await apply(uri, inferred);
    return resultOf(inferred);
  },

  async ask(context, given) {
    const { uri: text, operationId } = await askForTrigger(context, given);
    const uri = vscode.Uri.parse(text, true);
    const webhooks = await context.webhooks.get();
    const { place, take } = await askForSource(context, webhooks, text, operationId, given);
    const infer = (samples: StoredBody[]) => context.server.inferSchema(uri, { operationId, samples, place });
    const inferred = await withProgress(t('Reading samples'), () => take(infer));
    for (const { message } of inferred.unread.slice(0, 1)) {
      void vscode.window.showWarningMessage(
        t("Samples that can't be used for a schema: {0} ({1})", inferred.unread.length, message),
      );
    }
    if (!inferred.changed) {
      void vscode.window.showInformationMessage(t('The notification schema already matches.'));
    } else if (
      await context.confirmEdits(
        uri,
        inferred.edits,
        t('Notification schema of {0}', operationId),
        inferred.breaking.map(({ message }) => message),
      )
    ) {
      await apply(uri, inferred);
      await vscode.window.showTextDocument(uri);
    } else throw new Canceled();
    return resultOf(inferred);
  },
};

const resultOf = ({ schema, changed, breaking }: InferredSchema): UpdateSchemaResult => ({ schema, changed, breaking });

function placeOf(place: SchemaPlace | undefined): SchemaPlace | undefined {
  if (place === undefined || place === 'inline' || place === 'definition') return place;
  throw new InputError('place', 'It must be inline or definition.');
}

async function fromSamples(
  context: CommandContext,
  uri: vscode.Uri,
  operationId: string,
  samples: Json[] | undefined,
  infer: (samples: StoredBody[]) => Promise<InferredSchema>,
): Promise<InferredSchema> {
  // First, because its error lists the triggers that exist.
  await findTrigger(context, uri.toString(), operationId);
  if (samples !== undefined) {
    if (!Array.isArray(samples) || samples.length === 0) {
      throw new InputError('samples', 'It must be a list of payloads.');
    }
    return withSamples(samples, infer);
  }
  const webhooks = await context.webhooks.get();
  const stored = await storedDeliveries(webhooks, uri.toString(), operationId);
  if (stored.length === 0) {
    throw new InputError(
      'samples',
      t('Nothing has been delivered to "{0}" yet, so there are no samples.', operationId),
    );
  }
  return infer(await storedBodies(webhooks, stored));
}

/** Applies the edits. Throws when the document has changed since it was read, because the ranges would be wrong. */
async function apply(uri: vscode.Uri, { edits, version }: InferredSchema): Promise<void> {
  const document = await vscode.workspace.openTextDocument(uri);
  if (version !== null && document.version !== version) throw new Error(editedMeanwhile());
  const change = new vscode.WorkspaceEdit();
  for (const { range, newText } of edits) change.replace(uri, toRange(range), newText);
  if (!(await vscode.workspace.applyEdit(change))) throw new Error(editedMeanwhile());
}

const editedMeanwhile = () => t('The definition was edited in the meantime, so nothing was changed. Try again.');

async function askForTrigger(
  { server }: CommandContext,
  given: Given<UpdateSchemaInput>,
): Promise<{ uri: string; operationId: string }> {
  const definitions = given.uri ? [given.uri] : await findDefinitions(server);
  if (definitions.length === 0) throw noDefinition();
  let found: { uri: string; operationId: string } | undefined;
  await askInSteps(title(), async (answers) => {
    const steps: Step[] = [];
    if (definitions.length > 1) steps.push(definitionStep(definitions));
    const uri =
      (answers.get('definition') as string | undefined) ?? (definitions.length === 1 ? definitions[0] : undefined);
    if (uri === undefined) return steps;
    const triggers = await webhookTriggers(server, uri);
    if (triggers.length === 0) throw new Error(t('There is no webhook trigger in {0}.', uri));
    const only = given.operationId ?? (triggers.length === 1 ? triggers[0]!.operationId : undefined);
    if (only === undefined) steps.push(triggerStep(triggers));
    const operationId = only ?? (answers.get('trigger') as string | undefined);
    if (operationId !== undefined) found = { uri, operationId };
    return steps;
  });
  if (!found) throw new Canceled();
  return found;
}

type Infer = (samples: StoredBody[]) => Promise<InferredSchema>;

interface Source {
  place: SchemaPlace | undefined;
  take(infer: Infer): Promise<InferredSchema>;
}

async function askForSource(
  context: CommandContext,
  webhooks: Webhooks,
  uri: string,
  operationId: string,
  { place: givenPlace, from }: Given<UpdateSchemaInput & FromView>,
): Promise<Source> {
  const stored = await storedDeliveries(webhooks, uri, operationId);
  if (from === 'deliveries' && stored.length > 0)
    return { place: givenPlace, take: async (infer) => infer(await storedBodies(webhooks, stored)) };
  const events = [...new Set(stored.map(({ delivery }) => delivery.event ?? ''))];
  const { notification } = await findTrigger(context, uri, operationId);
  const answers = await askInSteps(title(), async (given) => {
    const steps: Step[] = [sourceStep(stored.length)];
    if (given.get('source') === 'deliveries' && events.length > 1) steps.push(eventsStep(events));
    if (givenPlace === undefined) steps.push(placeStep(notification?.schema !== undefined));
    return steps;
  });
  const chosenPlace = answers.get('place') as SchemaPlace | 'same' | undefined;
  const place = givenPlace ?? (chosenPlace === 'same' ? undefined : chosenPlace);
  const source = answers.get('source') as 'deliveries' | 'clipboard' | 'file';
  if (source === 'clipboard') return { place, take: fromClipboard };
  if (source === 'file') {
    const files = await pickFiles();
    return { place, take: (infer) => infer(files) };
  }
  const wanted = (answers.get('events') as string[] | undefined) ?? events;
  if (wanted.length === 0) throw new Canceled();
  const chosen = stored.filter(({ delivery }) => wanted.includes(delivery.event ?? ''));
  return { place, take: async (infer) => infer(await storedBodies(webhooks, chosen)) };
}

function sourceStep(count: number): Step {
  const choices: Choice<string>[] = [
    {
      value: 'clipboard',
      label: t('$(clippy) The clipboard'),
      description: t('A payload as JSON, such as from the documentation of the service'),
    },
    {
      value: 'file',
      label: t('$(file-code) Files'),
      description: t('One payload in each file'),
    },
  ];
  if (count > 0) {
    choices.unshift({
      value: 'deliveries',
      label: t('$(inbox) Stored deliveries ({0})', count),
      description: t('From the webhooks of this trigger'),
    });
  }
  return { key: 'source', ask: (frame) => pickOne(frame, t('From which samples?'), choices) };
}

function eventsStep(events: string[]): Step {
  const choices = events.map((event): Choice<string> => ({ value: event, label: event || t('(no event)') }));
  return { key: 'events', ask: (frame) => pickSome(frame, t('Which events?'), choices, events) };
}

function placeStep(exists: boolean): Step {
  const choices: Choice<SchemaPlace | 'same'>[] = [
    { value: 'inline', label: t('On the path of the trigger') },
    {
      value: 'definition',
      label: t('Under `definitions`, with a reference'),
      description: '#/definitions',
    },
  ];
  if (exists) choices.unshift({ value: 'same', label: t('Where it is now') });
  return { key: 'place', ask: (frame) => pickOne(frame, t('Where should the schema go?'), choices) };
}

async function fromClipboard(infer: Infer): Promise<InferredSchema> {
  const text = await vscode.env.clipboard.readText();
  try {
    JSON.parse(text);
  } catch (error) {
    throw new Error(t('The clipboard does not contain JSON: {0}', messageOf(error)));
  }
  return withTemporaryFiles([text], infer);
}

async function pickFiles(): Promise<StoredBody[]> {
  const files = await vscode.window.showOpenDialog({
    title: title(),
    canSelectMany: true,
    filters: { JSON: ['json'], '*': ['*'] },
  });
  if (!files || files.length === 0) throw new Canceled();
  return files.map(({ fsPath }) => fileBody(fsPath));
}
