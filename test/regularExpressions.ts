/**
 * `npm run lint:regex`: no regular expression of the client or the server takes more than linear time, or the list in
 * `regularExpressionList.ts` says what bounds its input. `recheck` decides; what it has decided is in `regularExpressions.json`,
 * so that the outcome doesn't depend on how busy the machine is: `-- --update` decides the new ones and writes that file,
 * `-- --update --all` decides all again.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { bounded } from './regularExpressionList';

// The other builds of recheck are programs for some platforms, or need Java.
process.env.RECHECK_BACKEND ??= 'pure';

const root = join(import.meta.dirname, '..');
const safeFile = join(import.meta.dirname, 'regularExpressions.json');

/** Maximum time in milliseconds for one expression. */
const patienceMs = 10_000;

const digestOf = (expression: string): string => createHash('sha256').update(expression).digest('hex').slice(0, 12);

/** The expressions, each with the places where it is. */
function expressionsIn(sides: string[]): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const side of sides) {
    for (const name of readdirSync(join(root, side), { recursive: true, encoding: 'utf8' })) {
      if (!name.endsWith('.ts')) continue;
      const file = `${side}/${name.replaceAll('\\', '/')}`;
      const source = ts.createSourceFile(file, readFileSync(join(root, file), 'utf8'), ts.ScriptTarget.Latest, true);
      const visit = (node: ts.Node): void => {
        if (ts.isRegularExpressionLiteral(node)) {
          const line = source.getLineAndCharacterOfPosition(node.getStart()).line + 1;
          found.set(node.text, [...(found.get(node.text) ?? []), `${file}:${line}`]);
        }
        ts.forEachChild(node, visit);
      };
      visit(source);
    }
  }
  return found;
}

async function verdictOf(expression: string): Promise<'safe' | 'vulnerable' | 'unknown'> {
  const { check } = await import('recheck');
  const [, source = '', flags = ''] = /^\/(.*)\/([a-z]*)$/s.exec(expression) ?? [];
  // recheck does not know the flag for positions, which changes nothing.
  const { status } = await check(source, flags.replace('d', ''), { timeout: patienceMs });
  return status;
}

const problemOf = {
  new: 'is not decided yet: run `npm run lint:regex -- --update`',
  vulnerable: 'may take more than linear time',
  unknown: `could not be decided within ${patienceMs / 1_000} s`,
};

async function main(): Promise<void> {
  const isUpdate = process.argv.includes('--update');
  const known = new Set<string>(process.argv.includes('--all') ? [] : JSON.parse(readFileSync(safeFile, 'utf8')));
  const expressions = expressionsIn(['client', 'server']);
  const problems: string[] = [];
  const safe: string[] = [];
  for (const [expression, places] of expressions) {
    if (expression in bounded) continue;
    const isKnown = known.has(digestOf(expression));
    const verdict = isKnown ? 'safe' : isUpdate ? await verdictOf(expression) : 'new';
    if (verdict === 'safe') safe.push(digestOf(expression));
    else problems.push(`${places.join(', ')}: ${expression} ${problemOf[verdict]}`);
  }
  for (const expression of Object.keys(bounded)) {
    if (!expressions.has(expression)) problems.push(`test/regularExpressionList.ts: ${expression} is not in the code`);
  }
  if (isUpdate) writeFileSync(safeFile, `${JSON.stringify(safe.sort(), null, 1)}\n`);
  for (const problem of problems) console.log(problem);
  if (problems.length === 0) return;
  console.log(
    'Write what is not linear so that it is, or list it in test/regularExpressionList.ts with what bounds its input.',
  );
  process.exitCode = 1;
}

void main();
