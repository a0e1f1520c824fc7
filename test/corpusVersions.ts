/** `npm run corpus:versions -- DIR` compares the pairs of versions in a directory; fails where a known break is not found. */
import { comparePair, pairsIn, unexplained } from './support/versions';

const [directory] = process.argv.slice(2);
if (!directory) {
  console.error(
    'Usage: npm run corpus:versions -- DIR   (each folder has old.swagger.json, new.swagger.json, breaking.json)',
  );
  process.exit(2);
}

let failed = 0;
for (const name of pairsIn(directory)) {
  const result = comparePair(directory, name);
  const { known, found, missing } = result;
  const surplus = unexplained(result);
  const errors = found.filter(({ severity }) => severity === 'error').length;
  console.log(`${name}: ${known} known, ${found.length} found, ${errors} of them errors`);
  for (const { kind, operationId, where } of missing) console.log(`  not found: ${kind} ${operationId} ${where}`);
  for (const one of surplus) console.log(`  without a reason: ${one}`);
  failed += missing.length + surplus.length;
}
process.exitCode = failed > 0 ? 1 : 0;
