import * as vscode from 'vscode';
import type { NewTriggerParams, SampleValue, TriggerDraft } from '../../../server/protocol/newTrigger';
import { t } from '../../common/translate';
import type { LanguageServer } from '../../editor/languageClient';
import { messageOf } from '../command';
import { askSample } from './askSample';
import { askText } from './askText';
import { allDefinitions, isDefinition } from './definitions';
import { type Choice, pickOne, pickSome } from './pick';
import { type Answers, askInSteps, type Step } from './steps';

export interface NewTriggerAnswers {
  /** Undefined for an unsaved document: there is no folder to create a file in. */
  target: vscode.Uri | undefined;
  isNew: boolean;
  params: NewTriggerParams;
}

/** Where the trigger goes: into an existing definition, or into a new one. `editor`: everything is written in one editor. */
type Into = { uri: string } | { language: 'json' | 'yaml' } | { editor: true };

/** Asks for everything a new webhook trigger needs. The server proposes values and reports problems. */
export async function askForNewTrigger(
  server: LanguageServer,
  uri: string | undefined,
): Promise<NewTriggerAnswers | { editorFor: string | undefined }> {
  const active = uri ?? (await activeDefinition(server));
  const wizard = new NewTriggerWizard(server, active, await allDefinitions(server));
  const answers = await askInSteps(t('New Trigger from Samples'), async (so) => wizard.steps(so));
  const into = answers.get('into') as Into;
  return 'editor' in into ? { editorFor: active } : wizard.result(answers, into);
}

async function activeDefinition(server: LanguageServer): Promise<string | undefined> {
  const active = vscode.window.activeTextEditor?.document;
  return active && server.watches(active) && (await isDefinition(server, active.uri))
    ? active.uri.toString()
    : undefined;
}

class NewTriggerWizard {
  constructor(
    private readonly server: LanguageServer,
    private readonly active: string | undefined,
    private readonly definitions: string[],
  ) {}

  async steps(answers: Answers): Promise<Step[]> {
    const into = answers.get('into') as Into | undefined;
    const steps: Step[] = [{ key: 'into', ask: (frame) => pickOne(frame, placeQuestion(), this.places()) }];
    if (into && 'editor' in into) return steps;
    const draft = into ? await this.draft(answers) : undefined;
    const folder = vscode.workspace.workspaceFolders?.[0];
    if (into && 'language' in into && folder) steps.push(fileStep(folder.uri, into.language));
    steps.push(
      this.sampleStep('request', answers, t('A request that creates a webhook: cURL, HTTP or its JSON body')),
      this.addressStep(answers),
      this.sampleStep('response', answers, t("The service's response to it")),
      this.sampleStep('notification', answers, t('A delivery of the service, when it happens')),
      callbackStep(draft),
    );
    if (!draft || draft.fields.length > 0 || !answers.has('request')) steps.push(fieldsStep(draft));
    if (!draft || draft.contents.length > 0 || !answers.has('notification')) steps.push(tokensStep(draft));
    steps.push(summaryStep(draft), this.idStep(answers), ...this.unsubscribeSteps(answers, draft));
    return steps;
  }

  result(answers: Answers, into: Exclude<Into, { editor: true }>): NewTriggerAnswers {
    const params = paramsFrom(answers);
    if ('uri' in into) return { target: vscode.Uri.parse(into.uri), isNew: false, params };
    const file = answers.get('file') as string | undefined;
    const folder = vscode.workspace.workspaceFolders?.[0];
    const target = file && folder ? vscode.Uri.joinPath(folder.uri, file) : undefined;
    return { target, isNew: true, params: { ...params, language: into.language } };
  }

  private draft(answers: Answers, more: NewTriggerParams = {}): Promise<TriggerDraft> {
    const into = answers.get('into') as Into | undefined;
    const target = into && 'uri' in into ? vscode.Uri.parse(into.uri) : undefined;
    return this.server.draftTrigger(target, { ...paramsFrom(answers), ...more });
  }

  /** The message of the first problem with these properties, if any. */
  private async problem(
    answers: Answers,
    more: NewTriggerParams,
    ...properties: string[]
  ): Promise<string | undefined> {
    try {
      const { problems } = await this.draft(answers, more);
      return problems.find(({ property }) => properties.includes(property))?.message;
    } catch (error) {
      return messageOf(error);
    }
  }

  private places(): Choice<Into>[] {
    const known = [...new Set([...(this.active ? [this.active] : []), ...this.definitions])];
    return [
      ...known.map((uri): Choice<Into> => {
        const path = vscode.workspace.asRelativePath(vscode.Uri.parse(uri));
        return {
          value: { uri },
          label: path.split('/').at(-1)!,
          description: path.includes('/') ? path : undefined,
          iconPath: new vscode.ThemeIcon('json'),
        };
      }),
      {
        value: { language: 'json' },
        label: t('A new definition in JSON'),
        iconPath: new vscode.ThemeIcon('new-file'),
      },
      {
        value: { language: 'yaml' },
        label: t('A new definition in YAML'),
        iconPath: new vscode.ThemeIcon('new-file'),
      },
      {
        value: { editor: true },
        label: t('Write everything in one editor…'),
        description: t('request, response, delivery and options'),
        iconPath: new vscode.ThemeIcon('edit'),
      },
    ];
  }

  private sampleStep(key: 'request' | 'response' | 'notification', answers: Answers, question: string): Step {
    const without = {
      request: t('No sample: only the callback URL is sent'),
      response: t('No sample: 201 and the URL of the webhook'),
      notification: undefined,
    }[key];
    return {
      key,
      ask: (frame) =>
        askSample(frame, question, {
          without,
          avoid: this.targetOf(answers),
          check: (text) => this.problem(answers, { [key]: text }, key),
        }),
    };
  }

  private targetOf(answers: Answers): string | undefined {
    const into = answers.get('into') as Into | undefined;
    return into && 'uri' in into ? into.uri : undefined;
  }

  private addressStep(answers: Answers): Step {
    return {
      key: 'address',
      ask: async (frame) => {
        const { method, url } = await this.draft(answers);
        return askText(frame, {
          prompt: t('Method and path, with {braces} around what differs for each webhook'),
          placeholder: 'POST https://api.example.com/accounts/{account}/hooks',
          value: url && `${method.toUpperCase()} ${url}`,
          check: (text) => this.problem(answers, addressFrom(text), 'url', 'method'),
        });
      },
    };
  }

  private idStep(answers: Answers): Step {
    return {
      key: 'operationId',
      ask: async (frame) =>
        askText(frame, {
          prompt: t('Name of the operation, unique in the definition'),
          value: (await this.draft(answers)).operationId,
          check: (operationId) => this.problem(answers, { operationId }, 'operationId'),
        }),
    };
  }

  private unsubscribeSteps(answers: Answers, draft: TriggerDraft | undefined): Step[] {
    const other = 'other';
    const steps: Step[] = [
      {
        key: 'unsubscribe',
        ask: (frame) => {
          const proposed = draft?.unsubscribe;
          const choices: Choice<string | false>[] = [
            ...(proposed
              ? [
                  {
                    value: proposed.path,
                    label: `DELETE ${proposed.path}`,
                    detail: proposed.exists ? t('The definition already has it') : undefined,
                  },
                ]
              : []),
            { value: other, label: t('Another path…') },
            {
              value: false,
              label: t('None'),
              detail: t('Webhooks then remain when flows are deleted, unless the service ends them'),
            },
          ];
          return pickOne(frame, t('How is a webhook deleted?'), choices);
        },
      },
    ];
    if (answers.get('unsubscribe') === other) {
      steps.push({
        key: 'unsubscribePath',
        ask: (frame) =>
          askText(frame, {
            prompt: t('Path of the DELETE, with {braces} around what differs for each webhook'),
            placeholder: '/hooks/{hookId}',
            check: (unsubscribe) => this.problem(answers, { unsubscribe }, 'unsubscribe'),
          }),
      });
    }
    return steps;
  }
}

const placeQuestion = () => t('Where should the trigger go?');

function paramsFrom(answers: Answers): NewTriggerParams {
  const text = (key: string) => (answers.get(key) as string | undefined) || undefined;
  const unsubscribe = answers.get('unsubscribe') === 'other' ? text('unsubscribePath') : answers.get('unsubscribe');
  return {
    request: text('request'),
    ...(answers.has('address') && addressFrom(text('address') ?? '')),
    response: text('response'),
    notification: text('notification'),
    callback: text('callback'),
    visible: answers.get('visible') as string[] | undefined,
    tokens: answers.get('tokens') as string[] | undefined,
    summary: text('summary'),
    operationId: text('operationId'),
    unsubscribe: unsubscribe as string | false | undefined,
  };
}

function addressFrom(text: string): Pick<NewTriggerParams, 'method' | 'url'> {
  const [, method, url] = /^\s*(?:([A-Za-z]+)\s+)?(.*)$/s.exec(text) ?? [];
  return { ...(method && { method }), url: url?.trim() ?? '' };
}

function fileStep(folder: vscode.Uri, language: 'json' | 'yaml'): Step {
  const wanted = `apiDefinition.swagger.${language}`;
  return {
    key: 'file',
    ask: (frame) =>
      askText(frame, {
        prompt: t('Name of the new file, in {0}', folder.path.split('/').at(-1) ?? folder.path),
        value: wanted,
        validate: (name) => {
          const fits = /^[^\\:*?"<>|]+$/.test(name) && !name.split('/').includes('..') && !name.startsWith('/');
          return fits ? undefined : t('Enter a file name.');
        },
        check: async (name) => {
          try {
            await vscode.workspace.fs.stat(vscode.Uri.joinPath(folder, name));
            return t('A file with this name already exists.');
          } catch {
            return undefined;
          }
        },
      }),
  };
}

function callbackStep(draft: TriggerDraft | undefined): Step {
  const choices = (draft?.callbacks ?? []).map(
    (value): Choice<string> => ({ ...choiceFor(value), value: value.pointer }),
  );
  const question = t('Which property takes the callback URL?');
  return {
    key: 'callback',
    ask: (frame) =>
      choices.length > 0
        ? pickOne(frame, question, choices)
        : askText(frame, {
            prompt: question,
            value: 'callbackUrl',
            validate: (name) => (name.trim() ? undefined : t('Enter a value.')),
          }),
  };
}

function fieldsStep(draft: TriggerDraft | undefined): Step {
  const choices = (draft?.fields ?? []).map(choiceFor);
  return {
    key: 'visible',
    ask: (frame) =>
      pickSome(
        frame,
        t('Which values can flow makers change?'),
        choices,
        choices.map(({ value }) => value),
        t('The rest is sent as in the sample'),
      ),
  };
}

/** Maximum number of fields that are all preselected; beyond that, the person selects them one by one. */
const maxPreselected = 40;

function tokensStep(draft: TriggerDraft | undefined): Step {
  const choices = (draft?.contents ?? []).map(choiceFor);
  const ticked = choices.length <= maxPreselected ? choices.map(({ value }) => value) : [];
  return {
    key: 'tokens',
    ask: async (frame) => {
      const question = t('Which fields become dynamic content?');
      const chosen = await pickSome(frame, question, choices, ticked);
      // No selection would leave flow makers nothing: it means all of them.
      return chosen.length > 0 ? chosen : undefined;
    },
  };
}

function choiceFor({ pointer, title, type, value }: SampleValue): Choice<string> {
  const example = value === undefined ? '' : JSON.stringify(value);
  const shown = example.length > 60 ? `${example.slice(0, 59)}…` : example;
  return { value: pointer, label: title, description: [pointer, type].join(' · '), ...(shown && { detail: shown }) };
}

function summaryStep(draft: TriggerDraft | undefined): Step {
  return {
    key: 'summary',
    ask: (frame) =>
      askText(frame, {
        prompt: t('Title of the trigger, as flow makers find it: "When …"'),
        value: draft?.summary,
        validate: (text) => (text.trim() ? undefined : t('Enter a value.')),
      }),
  };
}
