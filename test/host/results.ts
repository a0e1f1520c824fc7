// What the extension host tells the test runner, through a file.

export interface Results {
  /** False while tests are still to come. */
  finished: boolean;
  /** Name of the test that runs now. */
  running?: string;
  tests: { name: string; ok: boolean; error?: string; ms: number }[];
}

/** Environment variable with the path of the file. */
export const resultsVariable = 'FLOW_WEBHOOKS_TEST_RESULTS';
