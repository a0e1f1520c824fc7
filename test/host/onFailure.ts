// Prints what the workbench showed when a test failed, so that a failure on another machine can be understood.
import { afterEach } from 'vitest';
import { Workbench } from './workbench';

afterEach(async ({ task }) => {
  if (task.result?.state !== 'fail') return;
  const name = task.name.replace(/[^\w]+/g, '-').slice(0, 80);
  for (const [index, workbench] of [...Workbench.all].entries()) {
    const shown = await workbench.describe().catch((error: Error) => error.message);
    const file = await workbench.takePicture(`failed-${name}-${index}`).catch(() => undefined);
    const why = task.result.errors?.map(({ stack, message }) => stack ?? message).join('\n');
    console.error(`"${task.name}" failed${file ? ` (${file})` : ''}: ${why}\nThe workbench showed:\n${shown}`);
  }
});
