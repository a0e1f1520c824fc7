import * as vscode from 'vscode';

/** The person closed a prompt: the whole command ends, silently. */
export class Cancelled extends Error {}

class Back extends Error {}

/** A button of every prompt in a row of them was pressed. */
class Aside extends Error {
  constructor(readonly key: string) {
    super();
  }
}

/** Where a prompt stands within its command. */
export interface Frame {
  title: string;
  step?: number;
  totalSteps?: number;
  canGoBack?: boolean;
  aside?: AsideButton;
}

/** A way out of the row of questions to one that is otherwise not put: pressing it answers `key` with true. */
export interface AsideButton {
  key: string;
  icon: string;
  tooltip: string;
}

export interface Step {
  key: string;
  ask(frame: Frame): Promise<unknown>;
}

export type Answers = ReadonlyMap<string, unknown>;

/**
 * Asks step after step. `plan` names all steps as far as the answers so far let them be known, the answered ones
 * included; it is consulted again after each answer, so that one answer can lead to further steps. Back takes the latest
 * answer back. Rejects with {@link Cancelled} when a prompt is closed.
 */
export async function askInSteps(
  title: string,
  plan: (answers: Answers) => Promise<Step[]>,
  asideFor: (answers: Answers) => AsideButton | undefined = () => undefined,
): Promise<Answers> {
  const answers = new Map<string, unknown>();
  for (;;) {
    const steps = await plan(answers);
    const index = steps.findIndex(({ key }) => !answers.has(key));
    const next = steps[index];
    if (!next) return answers;
    try {
      const place = { title, step: index + 1, totalSteps: steps.length, canGoBack: answers.size > 0 };
      answers.set(next.key, await next.ask({ ...place, aside: asideFor(answers) }));
    } catch (error) {
      if (error instanceof Aside) answers.set(error.key, true);
      else if (error instanceof Back) answers.delete([...answers.keys()].at(-1)!);
      else throw error;
    }
  }
}

export interface TextOptions {
  prompt?: string;
  placeholder?: string;
  value?: string;
  password?: boolean;
  /** Does something beside, and leaves the prompt open. */
  button?: { icon: string; tooltip: string; press(): unknown };
  /** What is wrong with the text, or undefined. */
  validate?(text: string): string | undefined;
  /** The same, where it takes a while; asked with Enter, after {@link validate}. */
  check?(text: string): Promise<string | undefined>;
}

export function askText(frame: Frame, options: TextOptions): Promise<string> {
  const box = dress(vscode.window.createInputBox(), frame);
  box.prompt = options.prompt;
  box.placeholder = options.placeholder;
  box.value = options.value ?? '';
  box.password = options.password ?? false;
  const { button } = options;
  const beside = button && { iconPath: new vscode.ThemeIcon(button.icon), tooltip: button.tooltip };
  if (beside) box.buttons = [...box.buttons, beside];
  return answerOf(box, (accept) => {
    box.onDidTriggerButton((pressed) => {
      if (pressed === beside) button?.press();
    });
    box.onDidChangeValue((text) => {
      // Complaints come with Enter; while typing they only go away.
      if (box.validationMessage && !options.validate?.(text)) box.validationMessage = undefined;
    });
    box.onDidAccept(async () => {
      box.validationMessage = options.validate?.(box.value);
      if (box.validationMessage) return;
      if (options.check) {
        const { value } = box;
        box.busy = true;
        box.validationMessage = await options.check(value);
        box.busy = false;
        if (box.value !== value || box.validationMessage) return;
      }
      accept(box.value);
    });
  });
}

export const notAnAddress = () => vscode.l10n.t('Type an address that begins with https:// or http://.');

export interface Choice<T> extends vscode.QuickPickItem {
  value: T;
}

/** `active` is the one under the cursor at first. */
export function pickOne<T>(frame: Frame, placeholder: string, choices: Choice<T>[], active?: T): Promise<T> {
  const pick = dress(vscode.window.createQuickPick<Choice<T>>(), frame);
  pick.placeholder = placeholder;
  fill(pick, choices);
  // An empty list would leave Enter without anything to accept.
  const first = choices.find(({ value }) => value === active);
  if (first) pick.activeItems = [first];
  return answerOf(pick, (accept) => {
    pick.onDidAccept(() => {
      const chosen = pick.selectedItems[0];
      if (chosen) accept(chosen.value);
    });
  });
}

/** Any number of them, none included; `ticked` are chosen at first. */
export function pickSome<T>(frame: Frame, placeholder: string, choices: Choice<T>[], ticked: T[] = []): Promise<T[]> {
  const pick = dress(vscode.window.createQuickPick<Choice<T>>(), frame);
  pick.placeholder = placeholder;
  pick.canSelectMany = true;
  fill(pick, choices);
  // What items say of that themselves counts in `showQuickPick` only.
  pick.selectedItems = choices.filter(({ value, picked }) => picked || ticked.includes(value));
  return answerOf(pick, (accept) => {
    pick.onDidAccept(() => accept(pick.selectedItems.map(({ value }) => value)));
  });
}

/** What was picked, or that it is to be typed: because the person wants to, or for the reason given. */
export type Loaded<T> = { picked: T[] } | { typed: string | undefined };

export interface LoadOptions<T> {
  loading: string;
  question: string;
  /** Said where the list is empty. */
  none: string;
  many: boolean;
  /** Chosen, or under the cursor, at first. */
  current: T[];
  load(signal: AbortSignal): Promise<Choice<T>[]>;
}

/** Loads choices while the prompt is there already: it shows that it is busy, and leaving it cancels the loading. */
export function pickLoaded<T>(frame: Frame, options: LoadOptions<T>): Promise<Loaded<T>> {
  const pick = dress(vscode.window.createQuickPick<Choice<T> | Instead>(), frame);
  const typeInstead = { iconPath: new vscode.ThemeIcon('edit'), tooltip: vscode.l10n.t('Type a value instead') };
  const instead: Instead = { label: `$(edit) ${typeInstead.tooltip}`, alwaysShow: true };
  pick.placeholder = options.loading;
  pick.busy = true;
  pick.canSelectMany = options.many;
  pick.buttons = [...pick.buttons, typeInstead];
  if (!options.many) pick.items = [instead];
  const loading = new AbortController();
  const answered = answerOf<Loaded<T>, Choice<T> | Instead>(pick, (accept) => {
    pick.onDidTriggerButton((button) => {
      if (button === typeInstead) accept({ typed: undefined });
    });
    pick.onDidAccept(() => {
      const [chosen] = pick.selectedItems;
      if (chosen === instead) accept({ typed: undefined });
      else if (!pick.busy && (chosen || options.many)) accept({ picked: pick.selectedItems.flatMap(valueIn) });
    });
    const show = (choices: Choice<T>[]) => {
      if (loading.signal.aborted) return;
      if (choices.length === 0) return accept({ typed: options.none });
      fill(pick, options.many ? choices : [...choices, instead]);
      const current = choices.filter(({ value }) => options.current.includes(value));
      if (options.many) pick.selectedItems = current;
      else pick.activeItems = current.length > 0 ? current.slice(0, 1) : choices.slice(0, 1);
      pick.placeholder = options.question;
      pick.busy = false;
    };
    const failed = (error: unknown) => accept({ typed: error instanceof Error ? error.message : String(error) });
    options.load(loading.signal).then(show).catch(failed);
  });
  return answered.finally(() => loading.abort());
}

/** Stands below the choices: the way to what none of them is. */
type Instead = vscode.QuickPickItem & { value?: undefined };

const valueIn = <T>(item: Choice<T> | Instead): T[] => (item.value === undefined ? [] : [item.value as T]);

/** A yes that has to be said; anything else is {@link Cancelled}. */
export async function confirm(question: string, detail: string, yes: string): Promise<void> {
  if ((await vscode.window.showWarningMessage(question, { modal: true, detail }, yes)) !== yes) throw new Cancelled();
}

function fill<I extends vscode.QuickPickItem>(pick: vscode.QuickPick<I>, choices: I[]): void {
  pick.matchOnDescription = true;
  pick.matchOnDetail = true;
  pick.items = choices;
}

/** Which question a button leads to. */
const asides = new WeakMap<vscode.QuickInputButton, string>();

type Prompt = vscode.InputBox | vscode.QuickPick<vscode.QuickPickItem>;

function dress<P extends Prompt | vscode.QuickPick<never>>(prompt: P, frame: Frame): P {
  prompt.title = frame.title;
  prompt.step = frame.step;
  prompt.totalSteps = frame.totalSteps;
  const { aside } = frame;
  const asideButton = aside && { iconPath: new vscode.ThemeIcon(aside.icon), tooltip: aside.tooltip };
  prompt.buttons = [...(frame.canGoBack ? [vscode.QuickInputButtons.Back] : []), ...(asideButton ? [asideButton] : [])];
  if (asideButton) asides.set(asideButton, aside.key);
  // People fetch tokens and names from elsewhere while the box is open.
  prompt.ignoreFocusOut = true;
  return prompt;
}

function answerOf<T, I extends vscode.QuickPickItem>(
  prompt: vscode.InputBox | vscode.QuickPick<I>,
  listen: (accept: (answer: T) => void) => void,
): Promise<T> {
  const answered = new Promise<T>((resolve, reject) => {
    listen(resolve);
    prompt.onDidTriggerButton((button) => {
      if (button === vscode.QuickInputButtons.Back) reject(new Back());
      const aside = asides.get(button);
      if (aside !== undefined) reject(new Aside(aside));
    });
    prompt.onDidHide(() => reject(new Cancelled()));
    prompt.show();
  });
  return answered.finally(() => prompt.dispose());
}
