/** How much the property tests try: `FLOW_WEBHOOKS_LONG=1` makes them thorough, for a run that may take minutes. */
export const isLong = process.env.FLOW_WEBHOOKS_LONG === '1';

/** Random edits that a property test makes to each text. */
export const edits = isLong ? 300 : 35;

/**
 * One in `step` of a list, or all of it in the long run. With `turn`, lists that are sampled in turn begin with another item
 * each, so that between them every item is there.
 */
export function sampleOf<Item>(all: readonly Item[], step: number, turn = 0): Item[] {
  return isLong ? [...all] : all.filter((_, index) => index % step === turn % step);
}
