/** The address of a page of this project's documentation. @param page its path below `docs/`, such as `handshakes.md` */
export const docsPage = (page: string): string =>
  `https://github.com/flow-webhooks/flow-webhooks/blob/main/docs/${page}`;
