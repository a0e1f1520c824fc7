/** The step counts of prompts: once a total is shown, it is the number of steps that are asked. */
import { describe, expect, it } from 'vitest';
import { type Answers, askInSteps, type Step } from '../../client/commands/prompts/steps';

/** A small generator of repeatable numbers below `limit`. */
function random(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * limit);
  };
}

interface Plan {
  key: string;
  /** The steps that come with each answer; without any, the step is a leaf. */
  adds: Plan[][];
}

function makePlans(next: (limit: number) => number, depth: number, prefix: string): Plan[] {
  return Array.from({ length: 1 + next(3) }, (_, index) => {
    const key = `${prefix}${index}`;
    const isLeaf = depth === 0 || next(2) === 0;
    return { key, adds: isLeaf ? [] : [[], makePlans(next, depth - 1, `${key}.`)] };
  });
}

describe('a total that is shown', () => {
  it.each(Array.from({ length: 100 }, (_, seed) => seed))(
    'does not change while answers add steps: %i',
    async (seed) => {
      const next = random(seed);
      const plans = makePlans(next, 3, 's');
      const shown: (number | undefined)[] = [];
      const toSteps = (some: Plan[], answers: Answers): Step[] =>
        some.flatMap(({ key, adds }): Step[] => [
          {
            key,
            isLeaf: adds.length === 0,
            ask: async ({ totalSteps }) => {
              shown.push(totalSteps);
              return adds.length === 0 ? 0 : next(adds.length);
            },
          },
          ...toSteps(adds[answers.get(key) as number] ?? [], answers),
        ]);
      await askInSteps('Title', async (answers) => toSteps(plans, answers));
      expect(new Set(shown.filter((total) => total !== undefined)).size).toBeLessThanOrEqual(1);
      expect(shown.at(-1) ?? shown.length).toBe(shown.length);
    },
  );
});
