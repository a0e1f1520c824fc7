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
  if (button) addButton(box, button.icon, button.tooltip, () => button.press());
  return answerOf(box, frame, (accept) => {
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
  return answerOf(pick, frame, (accept) => {
    pick.onDidAccept(() => {
      const chosen = pick.selectedItems[0];
      if (chosen) accept(chosen.value);
    });
  });
}

/** {@link pickOne} among texts, where what is typed may be the answer too: as soon as it fits, it stands above them. */
export function pickOrType(
  frame: Frame,
  placeholder: string,
  choices: Choice<string>[],
  fits: (text: string) => boolean,
): Promise<string> {
  const pick = dress(vscode.window.createQuickPick<Choice<string>>(), frame);
  pick.placeholder = placeholder;
  fill(pick, choices);
  return answerOf(pick, frame, (accept) => {
    pick.onDidChangeValue((text) => {
      const value = text.trim();
      const isOther = value !== '' && fits(value) && choices.every((choice) => choice.value !== value);
      const typed = { value, label: `$(edit) ${vscode.l10n.t('Use {0}', value)}`, alwaysShow: true };
      pick.items = isOther ? [typed, ...choices] : choices;
    });
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
  return answerOf(pick, frame, (accept) => {
    pick.onDidAccept(() => accept(pick.selectedItems.map(({ value }) => value)));
  });
}

/**
 * What was picked, or that it is to be typed: because the person wants to, perhaps with a beginning, or for the reason
 * given.
 */
export type Loaded<T> = { picked: T[] } | { typed: string | undefined; begun?: string };

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
  const typeInstead = vscode.l10n.t('Type a value instead');
  const instead: Instead = { label: `$(edit) ${typeInstead}`, alwaysShow: true };
  pick.placeholder = options.loading;
  pick.busy = true;
  pick.canSelectMany = options.many;
  if (!options.many) pick.items = [instead];
  const loading = new AbortController();
  const answered = answerOf<Loaded<T>, Choice<T> | Instead>(pick, frame, (accept) => {
    const type = () => accept({ typed: undefined, begun: pick.value });
    addButton(pick, 'edit', typeInstead, type);
    pick.onDidAccept(() => {
      const [chosen] = pick.selectedItems;
      if (chosen === instead) type();
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

type Prompt = vscode.InputBox | vscode.QuickPick<vscode.QuickPickItem>;

/** What the buttons of a prompt do; the editor gives no key to any but Back. */
const presses = new WeakMap<vscode.QuickInputButton, () => void>();

/** The ones of the prompt in front, by number from 1 on, as the keys Alt+1 and Alt+2 name them. */
let pressable: (() => void)[] = [];

const buttonsKey = 'flow-webhooks.promptButtons';

/** Presses a button of the prompt in front; nothing where it has none of that number. */
export function pressButton(number: number): void {
  pressable[number - 1]?.();
}

function addButton(prompt: Prompt | vscode.QuickPick<never>, icon: string, about: string, press: () => void): void {
  const number = prompt.buttons.filter((button) => presses.has(button)).length + 1;
  const tooltip = vscode.l10n.t('{0} (Alt+{1})', about, number);
  const button = { iconPath: new vscode.ThemeIcon(icon), tooltip };
  presses.set(button, press);
  prompt.buttons = [...prompt.buttons, button];
}

function setPressable(next: (() => void)[]): void {
  pressable = next;
  void vscode.commands.executeCommand('setContext', buttonsKey, next.length);
}

function dress<P extends Prompt | vscode.QuickPick<never>>(prompt: P, frame: Frame): P {
  prompt.title = frame.title;
  prompt.step = frame.step;
  prompt.totalSteps = frame.totalSteps;
  prompt.buttons = frame.canGoBack ? [vscode.QuickInputButtons.Back] : [];
  // People fetch tokens and names from elsewhere while the box is open.
  prompt.ignoreFocusOut = true;
  return prompt;
}

function answerOf<T, I extends vscode.QuickPickItem>(
  prompt: vscode.InputBox | vscode.QuickPick<I>,
  { aside }: Frame,
  listen: (accept: (answer: T) => void) => void,
): Promise<T> {
  const answered = new Promise<T>((resolve, reject) => {
    if (aside) addButton(prompt, aside.icon, aside.tooltip, () => reject(new Aside(aside.key)));
    listen(resolve);
    prompt.onDidTriggerButton((button) => {
      if (button === vscode.QuickInputButtons.Back) reject(new Back());
      else presses.get(button)?.();
    });
    prompt.onDidHide(() => reject(new Cancelled()));
    setPressable(prompt.buttons.flatMap((button) => presses.get(button) ?? []));
    prompt.show();
  });
  return answered.finally(() => {
    setPressable([]);
    prompt.dispose();
  });
}
