/** The address of a rule's page. */
export const pageOf = (code: string): string =>
  `https://github.com/flow-webhooks/flow-webhooks/blob/main/docs/rules/${code}.md`;
