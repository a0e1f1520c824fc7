import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { fillPlaces, setTranslator, t } from '../common/translate';
import { chosenLanguage, type Language, onLanguageChanged } from './settings';

/** Messages in the chosen language, by the English ones. */
export type Translations = Readonly<Record<string, string>>;

let language: Language = 'en';
let translations: Translations = {};

/** The language in which messages appear. */
export const currentLanguage = (): Language => language;

/** Empty where the messages are English. */
export const currentTranslations = (): Translations => translations;

/**
 * Has all messages appear in the chosen language; called once, before anything is shown. The editor's own `l10n` follows the
 * display language alone, and Microsoft ships no Dutch language pack, so the messages are loaded here.
 *
 * @param extensionPath the folder of the extension
 */
export function useChosenLanguage(extensionPath: string): void {
  language = chosenLanguage();
  if (language === 'en') return;
  translations = JSON.parse(readFileSync(join(extensionPath, 'l10n', `bundle.l10n.${language}.json`), 'utf8'));
  setTranslator((message, ...values) => fillPlaces(translations[message] ?? message, values));
}

/** Offers to reload the window when another language is chosen: views, findings and the server keep theirs until then. */
export function offerReload(): vscode.Disposable {
  return onLanguageChanged(async () => {
    if (chosenLanguage() === language) return;
    const reload = t('Reload Window');
    const chosen = await vscode.window.showInformationMessage(
      t('Reload the window to see the other language.'),
      reload,
    );
    if (chosen === reload) await vscode.commands.executeCommand('workbench.action.reloadWindow');
  });
}
