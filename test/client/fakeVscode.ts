/** The part of VS Code that commands use, with scripted answers to prompts. Use with `vi.mock('vscode', …)`. */
import { EventEmitter } from 'node:events';

/** The answer to one prompt: a text, the label of a choice, several labels, a button, {@link back} or {@link closed}. */
export type Reply = string | string[] | symbol | { button: string };
export const back = Symbol('back');
export const closed = Symbol('closed');

export interface Asked {
  title: string | undefined;
  step: string;
  text: string | undefined;
  placeholder: string | undefined;
  value: string | undefined;
  password: boolean;
  labels: string[];
  complaint: string | undefined;
}

class Uri {
  constructor(private readonly text: string) {}
  static parse(text: string): Uri {
    return new Uri(text);
  }
  get path(): string {
    return new URL(this.text).pathname;
  }
  toString(): string {
    return this.text;
  }
}

interface Item {
  label: string;
  alwaysShow?: boolean;
}

export class FakeEditor {
  replies: Reply[] = [];
  /** Buttons to press in message boxes, by message; other messages are closed. */
  buttons: [RegExp, string, 'once'?][] = [];
  /** The detail texts of modal dialogs. */
  details: string[] = [];
  asked: Asked[] = [];
  messages: string[] = [];
  executed: unknown[][] = [];
  clipboard = '';
  trusted = true;
  private readonly trustListeners = new Set<() => void>();
  configuration: Record<string, unknown> = {};
  readonly commands = new Map<string, (argument?: unknown) => Promise<unknown>>();

  readonly module = this.createModule();

  /** The person trusts the workspace. */
  trust(): void {
    this.trusted = true;
    for (const listener of [...this.trustListeners]) listener();
  }

  private createModule() {
    const editor = this;
    const backButton = { back: true };
    const message = async (text: string, ...rest: unknown[]) => {
      editor.messages.push(text);
      const [options] = rest;
      if (typeof options === 'object' && options !== null && 'detail' in options)
        editor.details.push(String(options.detail));
      const pressed = editor.buttons.find(([pattern, button]) => pattern.test(text) && rest.includes(button));
      if (pressed?.[2]) editor.buttons.splice(editor.buttons.indexOf(pressed), 1);
      return pressed?.[1];
    };
    return {
      Uri,
      CancellationError: class extends Error {},
      ThemeIcon: class {
        constructor(readonly id: string) {}
      },
      EventEmitter: class {
        private readonly emitter = new EventEmitter();
        event = (listener: (value: unknown) => void) => {
          this.emitter.on('event', listener);
          return { dispose: () => this.emitter.off('event', listener) };
        };
        fire = (value: unknown) => this.emitter.emit('event', value);
        dispose = () => this.emitter.removeAllListeners();
      },
      ProgressLocation: { Notification: 15 },
      ConfigurationTarget: { Global: 1 },
      QuickInputButtons: { Back: backButton },
      l10n: {
        t: (text: string, ...values: unknown[]) => text.replace(/\{(\d)\}/g, (_, index) => String(values[index])),
      },
      env: {
        clipboard: {
          writeText: async (text: string) => {
            editor.clipboard = text;
          },
        },
      },
      authentication: { getSession: async () => undefined },
      Disposable: class {
        constructor(readonly dispose: () => void) {}
      },
      workspace: {
        get isTrusted() {
          return editor.trusted;
        },
        onDidGrantWorkspaceTrust: (listener: () => void) => {
          editor.trustListeners.add(listener);
          return { dispose: () => editor.trustListeners.delete(listener) };
        },
        textDocuments: [],
        getWorkspaceFolder: (uri: Uri) => (uri.path.startsWith('/work/') ? { index: 0 } : undefined),
        asRelativePath: (uri: Uri) => uri.path.split('/').at(-1),
        getConfiguration: (section: string) => ({
          get: (name: string) => editor.configuration[`${section}.${name}`],
          update: async (name: string, value: unknown) => {
            editor.configuration[`${section}.${name}`] = value;
          },
        }),
        findFiles: async () => [],
      },
      commands: {
        registerCommand: (id: string, run: (argument?: unknown) => Promise<unknown>) => {
          editor.commands.set(id, run);
          return { dispose: () => editor.commands.delete(id) };
        },
        executeCommand: async (...call: unknown[]) => {
          editor.executed.push(call);
        },
        getCommands: async () => [],
      },
      window: {
        activeTextEditor: undefined,
        tabGroups: { all: [] },
        showErrorMessage: message,
        showWarningMessage: message,
        showInformationMessage: message,
        withProgress: (_: unknown, act: (progress: object, token: object) => unknown) =>
          act({}, { onCancellationRequested: () => {} }),
        createInputBox: () => editor.prompt(backButton),
        createQuickPick: () => editor.prompt(backButton),
      },
    };
  }

  private prompt(backButton: object) {
    const listeners = new EventEmitter();
    const on = (event: string) => (listener: (argument: unknown) => void) => void listeners.on(event, listener);
    let disposed = false;
    const prompt = {
      title: undefined as string | undefined,
      step: undefined as number | undefined,
      totalSteps: undefined as number | undefined,
      prompt: undefined as string | undefined,
      placeholder: undefined as string | undefined,
      value: '',
      password: false,
      items: [] as Item[],
      selectedItems: [] as Item[],
      activeItems: [] as Item[],
      validationMessage: undefined as string | undefined,
      onDidAccept: on('accept'),
      onDidHide: on('hide'),
      onDidChangeValue: on('change'),
      onDidTriggerButton: on('button'),
      busy: false,
      buttons: [] as { tooltip?: string }[],
      dispose() {
        listeners.removeAllListeners();
        prompt.busy = false;
        disposed = true;
      },
      show: () => void answerWhenReady(),
    };
    // Waits while a list is loading; if loading fails, the next prompt gets the reply.
    const answerWhenReady = async () => {
      do await new Promise((resolve) => setTimeout(resolve));
      while (prompt.busy && this.replies[0] !== closed);
      if (!disposed) this.answer(prompt, listeners, backButton);
    };
    return prompt;
  }

  private answer(prompt: Prompt, listeners: EventEmitter, backButton: object): void {
    const reply = this.replies.shift() ?? closed;
    const labels = prompt.items.map(({ label }) => label);
    const asked: Asked = {
      title: prompt.title,
      step: `${prompt.step ?? ''}/${prompt.totalSteps ?? ''}`,
      text: prompt.prompt ?? prompt.placeholder,
      placeholder: prompt.placeholder,
      value: prompt.value || (prompt.selectedItems[0] ?? prompt.activeItems[0])?.label,
      password: prompt.password,
      labels,
      complaint: undefined,
    };
    this.asked.push(asked);
    if (reply === back) listeners.emit('button', backButton);
    else if (typeof reply === 'symbol') listeners.emit('hide');
    else if (typeof reply === 'object' && !Array.isArray(reply)) pressButton(prompt, listeners, reply.button);
    else {
      enter(prompt, listeners, reply);
      // A prompt with a problem stays open: the next reply goes to it.
      const settle = () => {
        asked.complaint = prompt.validationMessage;
        if (prompt.validationMessage) this.answer(prompt, listeners, backButton);
      };
      const whenChecked = () => void (prompt.busy ? setImmediate(whenChecked) : settle());
      whenChecked();
    }
  }
}

type Prompt = ReturnType<FakeEditor['prompt']>;

function pressButton({ buttons }: Prompt, listeners: EventEmitter, label: string): void {
  const button = buttons.find(({ tooltip }) => tooltip?.startsWith(label));
  if (!button) throw new Error(`There is no button "${label}"`);
  listeners.emit('button', button);
}

/** Selects the items with these labels, or types the text, and presses Enter. */
function enter(prompt: Prompt, listeners: EventEmitter, reply: string | string[]): void {
  prompt.selectedItems = prompt.items.filter(({ label }) => [reply].flat().includes(label));
  if (typeof reply === 'string') {
    prompt.value = reply;
    if (prompt.selectedItems.length === 0) {
      listeners.emit('change', reply);
      // Enter takes the first item that is always shown when no label matches.
      prompt.selectedItems = prompt.items.filter(({ alwaysShow }) => alwaysShow).slice(0, 1);
    }
  }
  listeners.emit('accept');
}
