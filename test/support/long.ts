/** How much the property tests try: `FLOW_WEBHOOKS_LONG=1` makes them thorough, for a run that may take minutes. */
export const isLong = process.env.FLOW_WEBHOOKS_LONG === '1';

/** Random edits that a property test makes to each text. */
export const edits = isLong ? 300 : 35;
