/** Triggers as the server describes them, written by hand: these tests need no definition. */
import {
  isOwnUnsubscribe,
  type TriggerDescription,
  type UnsubscribeCandidate,
  type UnsubscribeVerdict,
} from '../../server/protocol/triggers';

const nowhere = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };

export function describeTrigger(changes: Partial<TriggerDescription> = {}): TriggerDescription {
  const [own, ...others] = (changes.unsubscribe ?? []).filter(isOwnUnsubscribe);
  const alike = others.filter(({ relation }) => relation === own?.relation);
  const judged: UnsubscribeVerdict | undefined =
    own && (alike.length > 0 ? { kind: 'several', candidates: [own, ...alike] } : { kind: 'own', candidate: own });
  return {
    operationId: 'subscribe',
    kind: 'webhook',
    title: 'When something happens',
    range: nowhere,
    selectionRange: nowhere,
    method: 'post',
    path: '/hooks',
    endpoint: { schemes: ['https'], host: 'api.example.com', basePath: '' },
    consumes: [],
    parameters: [],
    body: {
      name: 'body',
      required: true,
      schema: { type: 'object', properties: { callbackUrl: { type: 'string' } } },
      fields: [
        {
          path: ['callbackUrl'],
          title: 'callbackUrl',
          required: true,
          type: 'string',
          visibility: 'internal',
          callback: true,
        },
      ],
    },
    callback: { path: ['callbackUrl'], range: nowhere },
    notification: { schema: { type: 'object' }, range: nowhere, dynamic: false },
    unsubscribe: [],
    unsubscribeVerdict: judged ?? { kind: 'none', unlikely: false },
    security: [],
    answers: [{ status: '201', location: true }],
    ...changes,
  };
}

export const idCandidate: UnsubscribeCandidate = {
  operationId: 'unsubscribe',
  method: 'delete',
  path: '/hooks/{id}',
  relation: 'child',
  parameters: [{ name: 'id', in: 'path', title: 'id', required: true, type: 'string', visibility: 'none' }],
  idParameter: 'id',
  hasBody: false,
  visible: false,
  unfilled: [],
};

/** The tutorial's trigger. */
export const githubTrigger: TriggerDescription = describeTrigger({
  operationId: 'webhook-trigger',
  title: 'Triggers when a PUSH event occurs',
  path: '/repos/{owner}/{repo}/hooks',
  endpoint: { schemes: ['https'], host: 'api.github.com', basePath: '' },
  consumes: ['application/json'],
  parameters: ['owner', 'repo'].map((name) => ({
    name,
    in: 'path',
    title: name,
    required: true,
    type: 'string',
    visibility: 'none',
  })),
  body: {
    name: 'Request body of webhook',
    required: false,
    schema: {
      $ref: '#/definitions/WebhookRequestBody',
      definitions: {
        WebhookRequestBody: {
          type: 'object',
          properties: {
            active: { type: 'boolean', default: true },
            name: { type: 'string', default: 'web' },
            config: {
              type: 'object',
              properties: { content_type: { type: 'string', default: 'json' }, url: { type: 'string' } },
            },
            events: { type: 'array', default: ['push'], items: { type: 'string' } },
          },
        },
      },
    },
    fields: [
      {
        path: ['active'],
        title: 'active',
        required: false,
        type: 'boolean',
        default: true,
        visibility: 'none',
        callback: false,
      },
      {
        path: ['name'],
        title: 'name',
        required: false,
        type: 'string',
        default: 'web',
        visibility: 'none',
        callback: false,
      },
      {
        path: ['config', 'content_type'],
        title: 'content_type',
        required: false,
        type: 'string',
        default: 'json',
        visibility: 'none',
        callback: false,
      },
      {
        path: ['config', 'url'],
        title: 'url',
        required: false,
        type: 'string',
        visibility: 'internal',
        callback: true,
      },
      {
        path: ['events'],
        title: 'events',
        required: false,
        type: 'array',
        itemsType: 'string',
        default: ['push'],
        visibility: 'none',
        callback: false,
      },
    ],
    defaults: { active: true, name: 'web', config: { content_type: 'json' }, events: ['push'] },
  },
  callback: { path: ['config', 'url'], range: nowhere },
  unsubscribe: [],
  security: [{ name: 'oAuth', type: 'oauth2' }],
});

/** The same for all repositories of an organization. */
export const githubOrganizationTrigger: TriggerDescription = {
  ...githubTrigger,
  operationId: 'organization-trigger',
  path: '/orgs/{org}/hooks',
  parameters: [{ name: 'org', in: 'path', title: 'org', required: true, type: 'string', visibility: 'none' }],
};
