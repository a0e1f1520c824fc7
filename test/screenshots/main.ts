/**
 * `npm run screenshots`: takes every picture of the pages from a real VS Code. `-- NAME …` takes those of some scenes alone.
 * `-- --all DIR [SCENE …]` takes every surface instead, in each theme, wide and narrow, for people to look at.
 */
import { parseArgs } from 'node:util';
import { ensureDebianPackages } from '../support/debian';
import { pictures } from './pictures';
import { scenes } from './scenes';
import { takeSurface } from './surfaces';

const { values, positionals } = parseArgs({ options: { all: { type: 'string' } }, allowPositionals: true });

/** Plays scenes one after the other; one that fails leaves the others. */
async function play(all: Record<string, () => Promise<void>>): Promise<void> {
  const unknown = positionals.filter((name) => !Object.hasOwn(all, name));
  if (unknown.length > 0) throw new Error(`Unknown: ${unknown}. There are: ${Object.keys(all).join(', ')}`);
  for (const [name, scene] of Object.entries(all)) {
    if (positionals.length > 0 && !positionals.includes(name)) continue;
    try {
      await scene();
    } catch (error) {
      console.error(`${name}: ${(error as Error).stack}`);
      process.exitCode = 1;
    }
  }
}

/** The scenes, each of which takes its surfaces into the folder. */
const surfacesInto = (folder: string) =>
  Object.fromEntries(
    Object.entries(scenes).map(([name, scene]) => [
      name,
      () => scene((stage, surface, how) => takeSurface(stage, folder, surface, how)),
    ]),
  );

ensureDebianPackages();
void play(values.all === undefined ? pictures : surfacesInto(values.all));
