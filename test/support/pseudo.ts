/**
 * A pseudo-locale: every text with a mark around it and 40 % longer, to find texts in the workbench that are not translated
 * (they have no mark) or are cut off. It takes the place of the Dutch texts in a copy of the extension.
 */
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { serverTexts } from './serverTexts';

const filler = ' lāngēr';

/** `⟦Register webhook lāngēr⟧`: icons and blanks at the edges stay where they are. */
function pseudo(english: string): string {
  const [, before = '', text = '', after = ''] = /^((?:\$\([\w-]+\))?\s*)([\s\S]*?)(\s*)$/.exec(english) ?? [];
  if (!/[a-z]{3}/i.test(text)) return english;
  return `${before}⟦${text}${filler.repeat(Math.ceil((text.length * 0.4) / filler.length))}⟧${after}`;
}

const pseudoTable = (texts: Iterable<string>): Record<string, string> =>
  Object.fromEntries([...texts].map((text) => [text, pseudo(text)]));

/** Copies what the extension needs at run time into a folder, with pseudo texts in place of the Dutch ones. */
export async function pseudoExtension(root: string, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const name of ['package.json', 'package.nls.json', 'dist', 'media', 'schemas', 'syntaxes', 'l10n'])
    await cp(path.join(root, name), path.join(folder, name), { recursive: true });
  const bundle = path.join(folder, 'l10n', 'bundle.l10n.nl.json');
  const client = Object.keys(JSON.parse(await readFile(bundle, 'utf8')));
  await writeFile(bundle, JSON.stringify(pseudoTable(client)));
  const server = JSON.stringify(pseudoTable(serverTexts()));
  await writeFile(path.join(folder, 'dist', 'texts.nl.js'), `module.exports = { texts: ${server} };\n`);
}
