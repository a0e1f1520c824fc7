import { expect, it } from 'vitest';
import { hostileBodies, problemWith, randomOnes, windowsShells } from './curlWindows';

const [count, seed] = [2000, 2019];

it.each(windowsShells)(
  `${count} random bodies (seed ${seed}) and the ${hostileBodies.length} hostile ones do nothing but reach curl: $name`,
  (shell) => {
    const problems = [...hostileBodies, ...randomOnes(count, seed)].flatMap((body) => problemWith(shell, body) ?? []);
    expect(problems.slice(0, 3)).toEqual([]);
  },
);
