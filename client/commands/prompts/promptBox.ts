import * as vscode from 'vscode';
import { t } from '../../common/translate';
import { AsidePressed, BackPressed, Canceled, type Frame } from './steps';

type Prompt = vscode.InputBox | vscode.QuickPick<vscode.QuickPickItem>;

/** The actions of title buttons. The editor assigns a key only to Back. */
const presses = new WeakMap<vscode.QuickInputButton, () => void>();

/** Actions of the open prompt's buttons; Alt+1 presses the first, Alt+2 the second. */
let pressable: (() => void)[] = [];

/** Context key with the number of pressable buttons. */
const buttonsKey = 'flow-webhooks.promptButtons';

/** Presses a button of the open prompt, counted from 1; does nothing if there is no such button. */
export function pressButton(number: number): void {
  pressable[number - 1]?.();
}

export function addButton(
  prompt: Prompt | vscode.QuickPick<never>,
  icon: string,
  about: string,
  press: () => void,
): void {
  const number = prompt.buttons.filter((button) => presses.has(button)).length + 1;
  const tooltip = t('{0} (Alt+{1})', about, number);
  const button = { iconPath: new vscode.ThemeIcon(icon), tooltip };
  presses.set(button, press);
  prompt.buttons = [...prompt.buttons, button];
}

function setPressable(next: (() => void)[]): void {
  pressable = next;
  void vscode.commands.executeCommand('setContext', buttonsKey, next.length);
}

export function prepare<P extends Prompt | vscode.QuickPick<never>>(prompt: P, frame: Frame): P {
  prompt.title = frame.title;
  prompt.step = frame.step;
  prompt.totalSteps = frame.totalSteps;
  prompt.buttons = frame.canGoBack ? [vscode.QuickInputButtons.Back] : [];
  // People copy tokens and names from elsewhere while the prompt is open.
  prompt.ignoreFocusOut = true;
  return prompt;
}

export function waitForAnswer<T, I extends vscode.QuickPickItem>(
  prompt: vscode.InputBox | vscode.QuickPick<I>,
  { asideButton }: Frame,
  listen: (accept: (answer: T) => void) => void,
): Promise<T> {
  const answered = new Promise<T>((resolve, reject) => {
    if (asideButton)
      addButton(prompt, asideButton.icon, asideButton.tooltip, () => reject(new AsidePressed(asideButton.key)));
    listen(resolve);
    prompt.onDidTriggerButton((button) => {
      if (button === vscode.QuickInputButtons.Back) reject(new BackPressed());
      else presses.get(button)?.();
    });
    prompt.onDidHide(() => reject(new Canceled()));
    setPressable(prompt.buttons.flatMap((button) => presses.get(button) ?? []));
    prompt.show();
  });
  return answered.finally(() => {
    setPressable([]);
    prompt.dispose();
  });
}
