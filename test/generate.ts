/**
 * `npm run generate`: writes everything that follows from the declarations of rules and providers, and from the manifest.
 * `test/rules/generated.test.ts`, `test/providers/generated.test.ts` and `test/docs.test.ts` compare.
 */
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { manifestPages } from './manifestPages';
import { providerIndex } from './providers/generatedIndex';
import { indexFiles, pagesFolder } from './rules/generatedIndex';

const root = join(import.meta.dirname, '..');

function write(files: Map<string, string>): void {
  for (const [name, text] of files) {
    const file = join(root, name);
    if (readOrEmpty(file) === text) continue;
    writeFileSync(file, text);
    console.log(`wrote ${name}`);
  }
}

function readOrEmpty(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

async function main(): Promise<void> {
  // The index comes first: the rest imports the rules through it.
  write(indexFiles());
  write(providerIndex());
  const { generatedFiles } = await import('./rules/generated');
  const files = generatedFiles();
  write(files);
  write(manifestPages());
  const { servicesFile } = await import('./providers/services');
  write(await servicesFile());
  for (const name of readdirSync(join(root, pagesFolder))) {
    if (files.has(`${pagesFolder}/${name}`)) continue;
    rmSync(join(root, pagesFolder, name));
    console.log(`removed ${pagesFolder}/${name}`);
  }
}

void main();
