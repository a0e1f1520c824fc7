import type { Json } from './json';

/** The template that sets the base URL of a call. */
export const hostTemplate = 'dynamichosturl';

/** A policy of `apiProperties.json` around the calls of an operation, in the order of the file. */
export interface PolicyDescription {
  /** `templateId` in lower case: `setheader`, `routerequesttoendpoint`, … */
  template: string;
  /** The title, else the template. */
  title: string;
  section: 'request' | 'response' | 'failure';
  /** `x-ms-apimTemplateParameter.*` by its last part: `name`, `value`, `newPath`, … */
  settings: Record<string, Json>;
}

/** The templates that the client carries out, by section; all others it names as not applied. */
export const appliedTemplates = {
  request: ['setheader', 'setqueryparameter', 'setproperty', 'dynamichosturl', 'routerequesttoendpoint'],
  response: ['setheader', 'setproperty'],
} as const;

/** Templates that do not change a call to the service, or that only concern polling and paging. */
export const templatesWithoutEffect = [
  'pollingtrigger',
  'updatenextlink',
  'setconnectionstatustounauthenticated',
] as const;

/** A value that the person enters when creating a connection. */
export interface ConnectionParameter {
  name: string;
  title: string;
  description?: string;
  default?: string;
  /** May be left empty. */
  optional: boolean;
  /** A password, a key or a token: never shown, and saved as a secret only. */
  secure?: true;
  /** Only the address of the service depends on it. */
  addressOnly?: true;
  /** Makers of a connection do not see it: its default counts, or the only choice that it has. */
  hidden?: true;
  choices?: { value: string; title: string }[];
}

/** One way to connect, where `connectionParameterSets` offer several. */
export interface ConnectionParameterSet {
  name: string;
  title: string;
  /** Its parameters: the same name may stand for other values than in another set. */
  parameters: ConnectionParameter[];
}
