/** True when the longer versions of property tests and sweeps run. */
export const isLong = process.env.FLOW_WEBHOOKS_LONG === '1';

/** The number of random edits that a property test makes. */
export const edits = isLong ? 300 : 100;
