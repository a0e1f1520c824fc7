/**
 * Lists the words of translated-sounding English that this project avoids, with plain replacements. Exits with 1 when there
 * is one.
 * Usage: tsx test/words.ts [FILE…]
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(__dirname, '..');
const places = ['client', 'server', 'test', 'docs', 'README.md', 'CONTRIBUTING.md', 'package.nls.json', '*.mjs'];
const isText = /\.(ts|mts|mjs|md|css)$|^package\.nls\.json$/;
/** The connectors there were published by others; these files have the words themselves. */
const isForeign = /^test\/(connectors|artefacts)\/|^test\/(words|messages\.test)\.ts$/;

/** A pattern of words and what to write instead. */
type Word = readonly [pattern: RegExp, replacement: string];

const words: readonly Word[] = [
  [/\banew\b/i, 'again, afresh'],
  [/\btold of\b/i, 'reported, announced, logged'],
  [/\b(is|are|was|were|be|been) (not )?told\b/i, 'is notified, is asked, reads'],
  [/\btells? of\b/i, 'reports, shows'],
  [/\bmend(s|ed|ing)?\b/i, 'fix'],
  [
    /\bstands? (there|here|in(?! for\b)|at|under|beside|before|after|behind|above|below|on|where|for itself)\b/i,
    'is, appears, is in',
  ],
  [/\bwhere (it|they|that|one|something|the \w+) stands?\b/i, 'where it is'],
  [/\bwhat stands\b/i, 'what is, the text'],
  [/(?<!\bthere )\b(is|are|was) none\b(?! of (these|the|them)\b)/i, 'is not one, does not match'],
  [/\bnone of (ours|its)\b/i, 'not ours, not part of it'],
  [/\bso many (of|are|as)\b/i, 'that many, the number of'],
  [/\b(demands|demanded|demanding)\b/i, 'requires'],
  [/\bkept credentials\b/i, 'saved credentials'],
  [/\bsigns of (the|a) (log|name|text|word)\b/i, 'characters'],
  [/\bby (itself|themselves) alone\b/i, 'alone'],
  [/\bin vain\b/i, 'without success'],
  [/\bbeforehand\b/i, 'before'],
  [/\bthereof\b|\bwhereof\b|\btherein\b|\bhereby\b/i, 'of it, in it, by this'],
  [/\bhow a maker\b|\bthe maker's own\b/i, 'flow maker or connector maker'],
  [/\bNot so\b|\bBut so\b/, 'Incorrect, Correct'],
];

function filesOf(): string[] {
  const list = ['ls-files', '--cached', '--others', '--exclude-standard', '--', ...places];
  return execFileSync('git', list, { cwd: root, encoding: 'utf8' }).split('\n');
}

/** `file:line: "word": write replacement`, for each word in a file. */
function findingsOf(file: string): string[] {
  const lines = readFileSync(path.join(root, file), 'utf8').split('\n');
  return lines.flatMap((line, index) => {
    const found = words.flatMap(([pattern, replacement]) => {
      const match = pattern.exec(line);
      if (!match) return [];
      return [`${file}:${index + 1}: "${match[0]}": write ${replacement}`];
    });
    return found;
  });
}

const given = process.argv.slice(2);
const files = (given.length > 0 ? given : filesOf()).filter((file) => isText.test(file) && !isForeign.test(file));
const findings = files.filter((file) => existsSync(path.join(root, file))).flatMap(findingsOf);
for (const finding of findings) console.log(finding);
if (findings.length > 0) {
  console.error(`${findings.length} words to replace`);
  process.exitCode = 1;
}
