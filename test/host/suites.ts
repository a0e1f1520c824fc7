/** The suites of test/host/suite/ by the VS Code that they share. They run in this order, each in a folder named after it. */
export const suiteGroups = {
  language: ['language'],
  untrusted: ['untrusted'],
  proxy: ['proxy'],
  // The larger ones first: `register` expects that nothing is registered yet, and `large` leaves much behind.
  webhooks: ['register', 'policies', 'contract', 'replay', 'newTrigger', 'published', 'large'],
} as const satisfies Record<string, readonly string[]>;

export type SuiteGroup = keyof typeof suiteGroups;
