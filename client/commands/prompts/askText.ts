import * as vscode from 'vscode';
import { t } from '../../common/translate';
import { addButton, prepare, waitForAnswer } from './promptBox';
import type { Frame } from './steps';

export interface TextOptions {
  prompt?: string;
  placeholder?: string;
  value?: string;
  password?: boolean;
  /** A button whose action leaves the prompt open. */
  button?: { icon: string; tooltip: string; press(): unknown };
  /** Returns the problem with the text, or undefined. */
  validate?(text: string): string | undefined;
  /** Like {@link validate}, but slower; called on Enter if `validate` finds no problem. */
  check?(text: string): Promise<string | undefined>;
}

export function askText(frame: Frame, options: TextOptions): Promise<string> {
  const box = prepare(vscode.window.createInputBox(), frame);
  box.prompt = options.prompt;
  box.placeholder = options.placeholder;
  box.value = options.value ?? '';
  box.password = options.password ?? false;
  const { button } = options;
  if (button) addButton(box, button.icon, button.tooltip, () => button.press());
  return waitForAnswer(box, frame, (accept) => {
    box.onDidChangeValue((text) => {
      // Problems appear on Enter; while typing they only disappear.
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

export const notAnAddress = () => t('Enter a URL that begins with https:// or http://.');
