import * as vscode from 'vscode';
import { t } from '../../common/translate';
import { type Choice, setChoices } from './pick';
import { addButton, prepare, waitForAnswer } from './promptBox';
import type { Frame } from './steps';

/** Why a value is typed instead of picked. */
export interface TypedInstead {
  /** The reason why the values could not be loaded; undefined when the user chose to type. */
  typed: string | undefined;
  /** The text typed so far. */
  initialText?: string;
}

/** The picked values, or a request to type one instead. */
export type PickOutcome<T> = { picked: T[] } | TypedInstead;

export interface LoadOptions<T> {
  loading: string;
  question: string;
  /** The reason given when the list is empty. */
  none: string;
  many: boolean;
  /** Values selected, or focused, at first. */
  current: T[];
  load(signal: AbortSignal): Promise<Choice<T>[]>;
}

/** Asks for choices that load while the prompt is open and shows progress; closing it cancels the loading. */
export function pickLoaded<T>(frame: Frame, options: LoadOptions<T>): Promise<PickOutcome<T>> {
  const pick = prepare(vscode.window.createQuickPick<Choice<T> | Instead>(), frame);
  const typeInstead = t('Enter a value instead');
  const instead: Instead = { label: `$(edit) ${typeInstead}`, alwaysShow: true };
  pick.placeholder = options.loading;
  pick.busy = true;
  pick.canSelectMany = options.many;
  if (!options.many) pick.items = [instead];
  const loading = new AbortController();
  const answered = waitForAnswer<PickOutcome<T>, Choice<T> | Instead>(pick, frame, (accept) => {
    const type = () => accept({ typed: undefined, initialText: pick.value });
    addButton(pick, 'edit', typeInstead, type);
    pick.onDidAccept(() => {
      const [chosen] = pick.selectedItems;
      if (chosen === instead) type();
      else if (!pick.busy && (chosen || options.many)) accept({ picked: pick.selectedItems.flatMap(valueIn) });
    });
    const show = (choices: Choice<T>[]) => {
      if (loading.signal.aborted) return;
      if (choices.length === 0) return accept({ typed: options.none });
      setChoices(pick, options.many ? choices : [...choices, instead]);
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

/** The last choice in the list: to type a value instead. */
type Instead = vscode.QuickPickItem & { value?: undefined };

const valueIn = <T>(item: Choice<T> | Instead): T[] => (item.value === undefined ? [] : [item.value as T]);
