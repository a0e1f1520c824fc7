// The services of the suite "published": published connectors, each with a stand-in of other habits. None is GitHub.
import { type ServiceOptions, type ServiceStandIn, startService } from '../support/service';
import type { WorkspaceFiles } from './workspace';

interface Published {
  /** Folder in test/connectors. */
  connector: string;
  operationId: string;
  /** Of the definition: the stand-in's paths begin with it. */
  basePath: string;
  options: Partial<ServiceOptions>;
}

export const published = {
  /** Basic; a relative `Location`. */
  trueDialog: {
    connector: 'TrueDialog SMS',
    operationId: 'Incoming_SMS_Received',
    basePath: '/api/v2.1',
    options: {
      auth: { type: 'basic', username: 'mona', password: 'pa:ss wörd' },
      create: { method: 'POST', path: '/api/v2.1/account/{accountId}/callback' },
      remove: { method: 'DELETE', path: '/api/v2.1/account/{accountId}/callback/{id}' },
      callback: '/URL',
      location: 'relative',
    },
  },
  /** API key in the query; no `Location`; the DELETE is elsewhere, by the id of the answer. */
  showcase: {
    connector: 'ShowcaseWorkshop',
    operationId: 'ShowcaseSharedPageDownload',
    basePath: '',
    options: {
      auth: { type: 'apiKey', in: 'query', name: 'access_token', key: 'key-in-query' },
      create: { method: 'POST', path: '/main/integrations/ms_create_webhook/shared_page_download' },
      remove: { method: 'DELETE', path: '/main/integrations/ms_delete_webhook/{id}' },
      callback: '/callback_url',
      location: 'absent',
      idKey: 'hook_id',
    },
  },
  /** OAuth; a body of depth 3 with a media type of its own; the new hook's address in the answer's body. */
  autoPylot: {
    connector: 'AutoPylot Connect',
    operationId: 'Receive-Text-Message',
    basePath: '',
    options: {
      auth: { type: 'bearer', token: 'oauth-access-token' },
      create: { method: 'POST', path: '/webhooks' },
      remove: { method: 'DELETE', path: '/webhooks/{id}' },
      callback: '/data/attributes/callback_url',
      location: 'absent',
      urlInBody: true,
    },
  },
  /** OAuth; created by PUT; 200 with nothing but the id in the body. */
  leadinfo: {
    connector: 'Leadinfo',
    operationId: 'WebhookCompanyTrigger',
    basePath: '',
    options: {
      auth: { type: 'bearer', token: 'oauth-access-token' },
      create: { method: 'PUT', path: '/v1/webhook' },
      remove: { method: 'DELETE', path: '/v1/webhook/{id}' },
      callback: '/url',
      status: 200,
      location: 'absent',
    },
  },
  /** API key in a header; the DELETE is elsewhere; 202 for it. */
  charles: {
    connector: 'Charles Universe',
    operationId: 'SetupWebhookPersonCreate',
    basePath: '',
    options: {
      auth: { type: 'apiKey', in: 'header', name: 'X-API-Key', key: 'key-in-header' },
      create: { method: 'POST', path: '/api/v0/webhooks/incoming/power_automate/person_create/webhook' },
      remove: { method: 'DELETE', path: '/api/v0/webhooks/{id}' },
      callback: '/callback_uri',
      location: 'absent',
      removeStatus: 202,
    },
  },
  /** API key in a header; the form is chosen from what the service has, for the site that was chosen before. */
  powerForm: {
    connector: 'Power Form 7',
    operationId: 'CreateWebhook',
    basePath: '/pf7',
    options: {
      auth: { type: 'apiKey', in: 'header', name: 'License-Authorization', key: 'license-key' },
      create: { method: 'POST', path: '/pf7/proxy/power-form-7/v1/webhooks/{formId}' },
      remove: { method: 'DELETE', path: '/pf7/proxy/power-form-7/v1/webhooks/{formId}/{id}' },
      callback: '/callback_url',
      others: {
        'GET /pf7/domains': () => ({ status: 200, body: ['https://shop.example', 'https://blog.example'] }),
        'GET /pf7/proxy/contact-form-7/v1/contact-forms': ({ headers }) =>
          headers.wp_siteurl === 'https://blog.example'
            ? {
                status: 200,
                body: [
                  { id: 7, title: 'Contact' },
                  { id: 8, title: 'Sign up' },
                ],
              }
            : { status: 404 },
      },
    },
  },
} satisfies Record<string, Published>;

export type PublishedName = keyof typeof published;

const names = Object.keys(published) as PublishedName[];

/** Where a connector's definition lies in the workspace. */
export const definitionFile = (name: PublishedName): string => `${name}/apiDefinition.swagger.json`;

export const publishedFiles: WorkspaceFiles = Object.fromEntries(
  names.map((name) => [
    definitionFile(name),
    { copy: `test/connectors/${published[name].connector}/apiDefinition.swagger.json` },
  ]),
);

export interface PublishedServices {
  services: Record<PublishedName, ServiceStandIn>;
  controls: PublishedControls;
  close(): Promise<void>;
}

export type PublishedControls = ReturnType<typeof controlsOf>;

export async function startPublished(): Promise<PublishedServices> {
  const started = await Promise.all(
    names.map(async (name) => [name, await startService(published[name].options)] as const),
  );
  const services = Object.fromEntries(started) as Record<PublishedName, ServiceStandIn>;
  return {
    services,
    controls: controlsOf(services),
    close: async () => void (await Promise.all(Object.values(services).map((one) => one.close()))),
  };
}

function controlsOf(services: Record<PublishedName, ServiceStandIn>) {
  return {
    baseUrl: (name: PublishedName): string => services[name].url + published[name].basePath,
    /** `POST /path type/subtype` of each call. */
    calls: (name: PublishedName): string[] =>
      services[name].requests.map(({ method, path, headers }) =>
        [method, path, headers['content-type']].filter(Boolean).join(' '),
      ),
    hooks: (name: PublishedName): { callback: string; body: unknown }[] => services[name].hooks(),
    notify: async (name: PublishedName, body: unknown): Promise<number> => (await services[name].notify(body)).status,
  };
}
