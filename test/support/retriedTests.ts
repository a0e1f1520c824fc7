import type { Reporter, TestModule } from 'vitest/node';

/** A reporter that names the tests that passed only after a retry, so that a flaky test does not go unnoticed. */
export default class RetriedTests implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const retried = modules.flatMap((module) =>
      [...module.children.allTests()]
        .filter((test) => (test.diagnostic()?.retryCount ?? 0) > 0)
        .map((test) => `  ${module.relativeModuleId} > ${test.fullName}: ${test.result().state} after a retry`),
    );
    if (retried.length > 0) console.log(`\nTests that were retried: ${retried.length}\n${retried.join('\n')}\n`);
  }
}
