import { ScriptError } from '../../client/common/inputError';

/** Settles as `act` does; a failure is the one that a script gets from a command, which names the property it is about. */
export const byScript = <Result>(act: PromiseLike<Result>): Promise<Result> =>
  Promise.resolve(act).catch((error: unknown) => {
    throw error instanceof Error ? new ScriptError(error) : error;
  });
