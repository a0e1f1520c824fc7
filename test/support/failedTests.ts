import { writeFileSync } from 'node:fs';
import type { Reporter, SerializedError, TestModule } from 'vitest/node';

/** What went wrong in a run. */
export interface Failures {
  /** Paths relative to the project. */
  files: string[];
  /** A failed test or file, or an error outside of all tests, with its message. */
  reports: string[];
  /** Whether something failed outside of all files, so that no file can show that it was not to be. */
  isOutside: boolean;
}

/** The environment variable that names the file for the `Failures`, as JSON. */
export const failuresFile = 'FLOW_WEBHOOKS_FAILURES';

const messagesOf = (errors: readonly Partial<SerializedError>[] | undefined): string =>
  (errors ?? []).map(({ message, stack }) => `    ${stack ?? message}`).join('\n');

/**
 * A reporter that names the tests that passed only after a retry, so that a flaky test does not go unnoticed, and leaves a
 * list of what failed to the script that started the run.
 */
export default class FailedTests implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly SerializedError[]): void {
    const retried = modules.flatMap((module) =>
      [...module.children.allTests()]
        .filter((test) => (test.diagnostic()?.retryCount ?? 0) > 0)
        .map((test) => `  ${module.relativeModuleId} > ${test.fullName}: ${test.result().state} after a retry`),
    );
    if (retried.length > 0) console.log(`\nTests that were retried: ${retried.length}\n${retried.join('\n')}\n`);
    const file = process.env[failuresFile];
    if (file) writeFileSync(file, JSON.stringify(failuresOf(modules, unhandled)));
  }
}

function failuresOf(modules: readonly TestModule[], unhandled: readonly SerializedError[]): Failures {
  // A file that has not ended, as when its worker died, has not passed either.
  const failed = modules.filter((module) => !['passed', 'skipped'].includes(module.state()));
  const reports = failed.flatMap((module) => [
    `  ${module.relativeModuleId}: ${module.state()}\n${messagesOf(module.errors())}`,
    ...[...module.children.allTests('failed')].map(
      (test) => `  ${module.relativeModuleId} > ${test.fullName}\n${messagesOf(test.result().errors)}`,
    ),
  ]);
  return {
    files: failed.map(({ relativeModuleId }) => relativeModuleId),
    reports: [...reports, ...unhandled.map((error) => `  Outside of all tests:\n${messagesOf([error])}`)],
    isOutside: unhandled.length > 0,
  };
}
