/** All kinds of damage that the damage test does to a connector definition, with what each must give and where that is written. */

import type { Json, Path } from './definition';
import { type Damage, dataFormats, type Kind } from './kind';
import { kindsOfCertification } from './kindsOfCertification';
import { kindsOfImport } from './kindsOfImport';
import { kindsOfText } from './kindsOfText';
import { kindsOfTriggers } from './kindsOfTriggers';
import { type Mutator, mutators, type Region, regions } from './mutators';
import { lineOf, print, spansOf } from './texts';

/** The YAML text with another layout, and the lines that it touched. */
function relayout(root: Json, path: Path, layout: NonNullable<Mutator['layout']>): Damage | undefined {
  const before = print(root, 'yaml');
  const span = spansOf(before, 'yaml')(path);
  if (!span) return undefined;
  const first = lineOf(before, span.start);
  const old = before.split('\n');
  const lines = layout(old, first);
  if (!lines) return undefined;
  // The first key of an item takes the item along.
  const moved = lines.findLastIndex((line, index) => line !== old[index]);
  const last = Math.max(moved, lineOf(before, span.end));
  return { places: [path], text: { content: lines.join('\n'), lines: [first - 1, last + 1] } };
}

function genericKind(region: Region, mutator: Mutator): Kind {
  return {
    name: `${mutator.name}: ${region.name}`,
    weight: 'judged',
    least: {},
    source: 'oracle.ts',
    formats: mutator.layout ? ['yaml'] : dataFormats,
    apply(root, pick) {
      const nodes = region.nodes(root, pick);
      // Not every node allows every change: a few more are tried.
      for (let attempt = 0; attempt < 8 && nodes.length; attempt += 1) {
        const path = pick.one(nodes)!;
        if (mutator.layout) {
          const damage = relayout(root, path, mutator.layout);
          if (damage) return damage;
          continue;
        }
        const places = mutator.mutate(root, path, pick);
        if (places) return { places };
      }
      return undefined;
    },
  };
}

export const genericKinds: Kind[] = regions.flatMap((region) =>
  mutators.map((mutator) => genericKind(region, mutator)),
);

export const kinds: Kind[] = [
  ...kindsOfImport,
  ...kindsOfTriggers,
  ...kindsOfCertification,
  ...kindsOfText,
  ...genericKinds,
];
