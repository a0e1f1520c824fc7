import { docsPage } from '../protocol/docs';

/** The address of a rule's page. */
export const pageOf = (code: string): string => docsPage(`rules/${code}.md`);
