// What the extension host reports to the test runner, through a file.

export interface TestResult {
  /** The suite file without its ending. */
  suite: string;
  name: string;
  ok: boolean;
  /** The stack of a failure. */
  error?: string;
  ms: number;
}

export interface Results {
  /** False while tests are still to come. */
  finished: boolean;
  /** Name of the test that runs now. */
  running?: string;
  tests: TestResult[];
}

/** Environment variable with the path of the file. */
export const resultsVariable = 'FLOW_WEBHOOKS_TEST_RESULTS';
