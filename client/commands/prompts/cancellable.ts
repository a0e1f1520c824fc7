import { withProgress } from '../../editor/progress';
import { Canceled } from './steps';

/** Work with progress that the person can cancel: the command then ends silently. */
export async function cancellable<T>(
  title: string,
  act: (signal: AbortSignal, report: (done: number) => void) => Promise<T>,
): Promise<T> {
  let given: AbortSignal | undefined;
  try {
    return await withProgress(title, (signal, report) => {
      given = signal;
      return act(signal, report);
    });
  } catch (error) {
    if (given?.aborted) throw new Canceled();
    throw error;
  }
}
