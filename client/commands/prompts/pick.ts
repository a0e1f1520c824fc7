import * as vscode from 'vscode';
import { t } from '../../common/translate';
import { prepare, waitForAnswer } from './promptBox';
import type { Frame } from './steps';

export interface Choice<T> extends vscode.QuickPickItem {
  value: T;
}

/** Asks for one of the choices. `active` is the value that is focused at first. */
export function pickOne<T>(frame: Frame, placeholder: string, choices: Choice<T>[], active?: T): Promise<T> {
  const pick = prepare(vscode.window.createQuickPick<Choice<T>>(), frame);
  pick.placeholder = placeholder;
  setChoices(pick, choices);
  // Setting an empty list would leave nothing for Enter to accept.
  const first = choices.find(({ value }) => value === active);
  if (first) pick.activeItems = [first];
  return waitForAnswer(pick, frame, (accept) => {
    pick.onDidAccept(() => {
      const chosen = pick.selectedItems[0];
      if (chosen) accept(chosen.value);
    });
  });
}

/** Like {@link pickOne} for texts, but the typed text can be the answer: once valid, it is listed first. */
export function pickOrType(
  frame: Frame,
  placeholder: string,
  choices: Choice<string>[],
  fits: (text: string) => boolean,
): Promise<string> {
  const pick = prepare(vscode.window.createQuickPick<Choice<string>>(), frame);
  pick.placeholder = placeholder;
  setChoices(pick, choices);
  return waitForAnswer(pick, frame, (accept) => {
    pick.onDidChangeValue((text) => {
      const value = text.trim();
      const isOther = value !== '' && fits(value) && choices.every((choice) => choice.value !== value);
      const typed = { value, label: `$(edit) ${t('Use {0}', value)}`, alwaysShow: true };
      pick.items = isOther ? [typed, ...choices] : choices;
    });
    pick.onDidAccept(() => {
      const chosen = pick.selectedItems[0];
      if (chosen) accept(chosen.value);
    });
  });
}

/**
 * Asks for any number of choices, including none; `ticked` are selected at first.
 * @param placeholder at most about 45 characters: the count of what is selected covers the rest
 * @param heading what else the question says, above the choices
 */
export function pickSome<T>(
  frame: Frame,
  placeholder: string,
  choices: Choice<T>[],
  ticked: T[] = [],
  heading?: string,
): Promise<T[]> {
  const pick = prepare(vscode.window.createQuickPick<Choice<T>>(), frame);
  pick.placeholder = placeholder;
  pick.canSelectMany = true;
  setChoices(pick, heading === undefined ? choices : [headingOf<T>(heading), ...choices]);
  // `picked` of an item has an effect only in `showQuickPick`.
  pick.selectedItems = choices.filter(({ value, picked }) => picked || ticked.includes(value));
  return waitForAnswer(pick, frame, (accept) => {
    pick.onDidAccept(() => accept(pick.selectedItems.map(({ value }) => value)));
  });
}

/** A heading can't be selected, so that its value is never used. */
const headingOf = <T>(label: string): Choice<T> =>
  ({ label, kind: vscode.QuickPickItemKind.Separator }) as Partial<Choice<T>> as Choice<T>;

export function setChoices<I extends vscode.QuickPickItem>(pick: vscode.QuickPick<I>, choices: I[]): void {
  pick.matchOnDescription = true;
  pick.matchOnDetail = true;
  pick.items = choices;
}
