import { describe } from 'vitest';
import { plans, testKilledWhileHeld } from './killedHeld';
import { buildKilled } from './killedWindow';

buildKilled();

describe('a window that is killed while somebody holds its files leaves nothing unlisted', () => {
  testKilledWhileHeld(() => plans);
});
