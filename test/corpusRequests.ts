/** `npm run corpus:requests -- DIR` builds and validates the request of every webhook trigger, and lists failures with reasons. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { readDefinition } from './documents/connectors';
import { type Examined, examineConnector } from './support/requests';

const directory = process.argv[2];
if (!directory) {
  console.error('Usage: npm run corpus:requests -- DIR');
  process.exit(2);
}
const files = readdirSync(directory, { recursive: true, encoding: 'utf8' }).filter((name) =>
  /apiDefinition[^/\\]*\.json$/.test(name),
);
const examined = files.sort().flatMap((file) => {
  const path = join(directory, file);
  return examineConnector({
    name: file.split(/[/\\]/).at(-2) ?? file,
    uri: pathToFileURL(path).href,
    text: readDefinition(path),
  });
});
for (const answers of ['few', 'all'] as const) {
  const these = examined.filter((one) => one.answers === answers);
  const good = these.filter(({ problems }) => problems.length === 0);
  console.log(
    `answers ${answers}: ${these.length} triggers in ${new Set(these.map(({ connector }) => connector)).size} connectors, ` +
      `${these.filter(({ built }) => built).length} built, ${good.length} of them valid`,
  );
}
const rows = examined.filter(({ problems }) => problems.length > 0);
if (rows.length > 0)
  console.log('\n| connector | trigger | answers | built | what is not right |\n|---|---|---|---|---|');
for (const row of rows) console.log(`| ${cells(row).join(' | ')} |`);
process.exitCode = rows.length > 0 ? 1 : 0;

function cells({ connector, operationId, answers, built, problems }: Examined): string[] {
  return [connector, operationId, answers, built ? 'yes' : 'no', problems.join('; ').replaceAll('|', '\\|')];
}
