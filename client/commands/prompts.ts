import * as vscode from 'vscode';

/** The person closed a prompt: the whole command ends, silently. */
export class Cancelled extends Error {}

class Back extends Error {}

/** Where a prompt stands within its command. */
export interface Frame {
  title: string;
  step?: number;
  totalSteps?: number;
  canGoBack?: boolean;
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
export async function askInSteps(title: string, plan: (answers: Answers) => Promise<Step[]>): Promise<Answers> {
  const answers = new Map<string, unknown>();
  for (;;) {
    const steps = await plan(answers);
    const index = steps.findIndex(({ key }) => !answers.has(key));
    const next = steps[index];
    if (!next) return answers;
    try {
      const frame = { title, step: index + 1, totalSteps: steps.length, canGoBack: answers.size > 0 };
      answers.set(next.key, await next.ask(frame));
    } catch (error) {
      if (!(error instanceof Back)) throw error;
      answers.delete([...answers.keys()].at(-1)!);
    }
  }
}

export interface TextOptions {
  prompt?: string;
  placeholder?: string;
  value?: string;
  password?: boolean;
  /** What is wrong with the text, or undefined. */
  validate?(text: string): string | undefined;
}

export function askText(frame: Frame, options: TextOptions): Promise<string> {
  const box = dress(vscode.window.createInputBox(), frame);
  box.prompt = options.prompt;
  box.placeholder = options.placeholder;
  box.value = options.value ?? '';
  box.password = options.password ?? false;
  return answerOf(box, (accept) => {
    box.onDidChangeValue((text) => {
      // Complaints come with Enter; while typing they only go away.
      if (box.validationMessage && !options.validate?.(text)) box.validationMessage = undefined;
    });
    box.onDidAccept(() => {
      box.validationMessage = options.validate?.(box.value);
      if (!box.validationMessage) accept(box.value);
    });
  });
}

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
  pick.selectedItems = choices.filter(({ value }) => ticked.includes(value));
  return answerOf(pick, (accept) => {
    pick.onDidAccept(() => accept(pick.selectedItems.map(({ value }) => value)));
  });
}

/** A yes that has to be said; anything else is {@link Cancelled}. */
export async function confirm(question: string, detail: string, yes: string): Promise<void> {
  if ((await vscode.window.showWarningMessage(question, { modal: true, detail }, yes)) !== yes) throw new Cancelled();
}

function fill<T>(pick: vscode.QuickPick<Choice<T>>, choices: Choice<T>[]): void {
  pick.matchOnDescription = true;
  pick.matchOnDetail = true;
  pick.items = choices;
}

type Prompt = vscode.InputBox | vscode.QuickPick<vscode.QuickPickItem>;

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
  listen: (accept: (answer: T) => void) => void,
): Promise<T> {
  const answered = new Promise<T>((resolve, reject) => {
    listen(resolve);
    prompt.onDidTriggerButton((button) => {
      if (button === vscode.QuickInputButtons.Back) reject(new Back());
    });
    prompt.onDidHide(() => reject(new Cancelled()));
    prompt.show();
  });
  return answered.finally(() => prompt.dispose());
}
