export const isLong = process.env.FLOW_WEBHOOKS_LONG === '1';
export const edits = isLong ? 300 : 100;
