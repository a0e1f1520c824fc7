/**
 * `npm run corpus:sample -- DIR` draws up to 15 findings of each code in a directory of connectors, always the same ones,
 * and prints them as JSON with the lines around each, for people who judge them without knowing the rules. Their verdicts
 * are in `verdicts.json`.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { checkFile, loadPropertiesCheck } from '../server/check';
import type { Profile } from '../server/protocol/requests';

const [directory] = process.argv.slice(2);
if (!directory) {
  console.error('Usage: npm run corpus:sample -- DIR');
  process.exit(2);
}

/** Number of findings of each code. */
const perCode = 15;
/** Number of lines before and after the marked ones. */
const around = 12;

interface Sampled {
  code: string;
  /** The file below DIR, with slashes. */
  file: string;
  /** From 1. */
  line: number;
  /** The level in each profile; `off` where it is not reported. */
  levels: Record<Profile, string>;
  message: string;
  marked: string;
  excerpt: string;
}

const profiles = ['custom', 'certification'] as const;
const found = new Map<string, Map<string, Sampled>>();

async function collect(root: string): Promise<void> {
  await loadPropertiesCheck();
  for (const name of readdirSync(root, { recursive: true, encoding: 'utf8' }).sort()) {
    if (!/api(Definition[^/\\]*|Properties)\.json$/.test(name)) continue;
    const path = join(root, name);
    const lines = readFileSync(path, 'utf8').split('\n');
    for (const profile of profiles) {
      const report = checkFile({ file: path, named: true, size: statSync(path).size }, profile);
      for (const { code, severity, range, message } of report?.diagnostics ?? []) {
        const { start, end } = range;
        const file = relative(root, path).split(sep).join('/');
        const key = `${file} ${start.line}:${start.character} ${message}`;
        const ofCode = found.get(code) ?? new Map<string, Sampled>();
        found.set(code, ofCode);
        const sampled = ofCode.get(key) ?? {
          code,
          file,
          line: start.line + 1,
          levels: { custom: 'off', certification: 'off' },
          message,
          marked: lines[start.line]!.slice(start.character, end.line === start.line ? end.character : undefined),
          excerpt: lines
            .slice(Math.max(0, start.line - around), Math.min(end.line, start.line + around) + around + 1)
            .join('\n'),
        };
        sampled.levels[profile] = severity;
        ofCode.set(key, sampled);
      }
    }
  }
}

/** The order of the draw: by a digest, so that it depends neither on the file system nor on other findings. */
const rank = (key: string): string => createHash('sha256').update(key).digest('hex');

function draw(): Sampled[] {
  return [...found]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([, ofCode]) =>
      [...ofCode]
        .sort(([a], [b]) => (rank(a) < rank(b) ? -1 : 1))
        .slice(0, perCode)
        .map(([, sampled]) => sampled),
    );
}

void collect(directory).then(() => console.log(JSON.stringify(draw(), null, 1)));
