/** Whatever is offered where a key is typed can be taken: it brings no error. */
import { parse } from 'jsonc-parser';
import { describe, expect, test } from 'vitest';
import type { CompletionItem } from 'vscode-languageserver-protocol';
import { stringify } from 'yaml';
import { OpenDocument } from '../../server/documents/document';
import { complete } from '../../server/features/complete';
import { definitionOf, validate } from '../../server/features/validate';
import { connectors } from '../documents/connectors';
import { accept, noEngine } from '../support/completion';
import { isLong, sampleOf } from '../support/long';

type Language = 'json' | 'yaml';

const open = (text: string, language: Language): OpenDocument =>
  new OpenDocument(`file:///a.swagger.${language}`, language, 1, text);

/** How many errors of each code there are. */
function errorsIn(document: OpenDocument): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { code, severity } of validate(document, definitionOf(document), {}))
    if (severity === 1) counts.set(String(code), (counts.get(String(code)) ?? 0) + 1);
  return counts;
}

/** Offsets right before a key, where another one is typed. */
function keyPlaces(text: string, language: Language): number[] {
  const key = language === 'json' ? /(?<=^ +)"(?=[^"\n]*": )/gm : /(?<=^ +)(?=[\w'"/][^:\n]*:( |$))/gm;
  return [...text.matchAll(key)].map(({ index }) => index);
}

/** The errors that an item brings which none of `before` are, for each item at a new line before a key. */
async function faultsAt(
  text: string,
  place: number,
  language: Language,
  before: Map<string, number>,
): Promise<string[]> {
  const line = text.lastIndexOf('\n', place - 1) + 1;
  const typing = `${text.slice(0, place)}\n${text.slice(line, place)}${text.slice(place)}`;
  const document = open(typing, language);
  const items = await complete(document, definitionOf(document), place, noEngine);
  return items.flatMap((item: CompletionItem) => {
    const accepted = accept(document, item);
    // Edited, which reads only the piece around the cursor again.
    document.update([{ text: accepted }], document.version + 1);
    const after = errorsIn(document);
    document.update([{ text: typing }], document.version + 1);
    return [...after]
      .filter(
        ([code, count]) =>
          count > (before.get(code) ?? 0) && incomplete.get(item.label) !== code && !isToBeFilled(language, code),
      )
      .map(([code]) => `${item.label} brings ${code} at line ${document.positionAt(place).line + 1}`);
  });
}

/** What a key brings until its own value, or the keys that belong to it, are written, too. */
const incomplete = new Map([
  ['x-ms-trigger', 'trigger-incomplete'],
  ['readOnly', 'notification-url-unreachable'],
  ['x-ms-dynamic-schema', 'notification-url-unreachable'],
  ['x-ms-dynamic-properties', 'notification-url-unreachable'],
]);

/** True for a key of YAML whose value is typed next: until then it is null, which import rejects. */
const isToBeFilled = (language: Language, code: string): boolean => language === 'yaml' && code === 'swagger-structure';

const maxLength = isLong ? Number.POSITIVE_INFINITY : 16_000;
const placesPerConnector = isLong ? 150 : 3;
const samples = connectors().filter(({ text }) => text.length < maxLength);

describe.each(['json', 'yaml'] as const)('in %s', (language) => {
  test.each(sampleOf(samples, language === 'json' ? 1 : 2).map(({ name, text }) => [name, text] as const))(
    '%s',
    async (_name, published) => {
      const data = parse(published);
      const text = language === 'json' ? JSON.stringify(data, null, 2) : stringify(data);
      const before = errorsIn(open(text, language));
      const places = keyPlaces(text, language);
      const step = Math.max(1, Math.floor(places.length / placesPerConnector));
      for (const [index, place] of places.entries())
        if (index % step === 0) expect(await faultsAt(text, place, language, before)).toEqual([]);
    },
  );
});
