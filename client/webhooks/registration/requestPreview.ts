import type { Json } from '../../../server/protocol/json';
import type { SecurityDescription } from '../../../server/protocol/triggers';
import { toCurl } from '../../common/curl';
import { isSecretHeader } from '../../common/headers';
import { isObject, parameterKey } from '../../common/json';
import { isSecretName, mask, maskUrl } from '../../common/redact';
import type { Credentials } from '../../domain/registration';
import type { Context } from '../context';
import { authorize } from '../credentials/credentialStore';
import { checkBaseUrl } from '../request/baseUrl';
import { type BuiltRequest, buildRequest } from '../request/buildRequest';
import { githubTarget } from '../services/github';
import { type Authorization, authorized, type Outgoing } from '../services/services';
import type { RegisterRequest, RequestPreview } from '../types';

/** A request as it will go out, with every secret in it masked. */
export async function previewOf(
  { services, redactor }: Context,
  made: {
    request: BuiltRequest;
    authorization: Authorization;
    service: 'github' | 'http';
    callback: [string[], string];
  },
): Promise<RequestPreview> {
  const request = { ...made.request, content: masked(made.request.content) };
  const plain = await withBytes(services[made.service].outgoing(request));
  const outgoing = authorized<TextRequest>(plain, maskedAuthorization(made.authorization));
  const url = maskUrl(redactor, outgoing.url);
  const headers = Object.entries(outgoing.headers).map(([name, value]): [string, string] => [
    name,
    // With the name of its scheme, which is told.
    isSecretHeader(name) && !/^authorization$/i.test(name) ? mask : redactor.text(value),
  ]);
  const [path, callbackUrl] = made.callback;
  return {
    method: outgoing.method,
    url,
    headers,
    body: outgoing.body && redactor.text(readable(request.content, outgoing.body)),
    callback: { parameter: parameterKey(path), url: redactor.text(callbackUrl) },
    curl: toCurl(outgoing, redactor),
  };
}

/** What somebody puts in the place of their own callback. */
const anyCallback = 'https://callback.example/';

/**
 * The create call as a curl command, with neither credentials nor a receiver: both are for whoever runs it to put in.
 * Throws as {@link buildRequest} does.
 */
export async function curlOfRequest(context: Context, request: RegisterRequest): Promise<string> {
  const { trigger, parameters } = request;
  const baseUrl = checkBaseUrl(request.baseUrl);
  const built = buildRequest({ trigger, parameters, baseUrl, callbackUrl: anyCallback });
  const credentials = credentialsInPlace(trigger.security);
  const authorization = await authorize(
    credentials,
    { baseUrl, security: trigger.security, githubScope: '', interactive: false },
    context.env,
  );
  const github = githubTarget(built.url, ['https://api.github.com', context.env.settings().githubApiUrl]);
  const service = github && built.method === 'POST' ? 'github' : 'http';
  const callback: [string[], string] = [trigger.callback?.path ?? [], anyCallback];
  return (await previewOf(context, { request: built, authorization, service, callback })).curl;
}

/** Of the first kind that the definition declares. */
function credentialsInPlace([first]: SecurityDescription[]): Credentials {
  switch (first?.type) {
    case 'basic':
      return { type: 'basic', username: 'user', password: mask };
    case 'apiKey':
      return { type: 'apiKey', key: mask };
    case 'oauth2':
      return { type: 'oauth2', accessToken: mask };
    default:
      return { type: 'none' };
  }
}

function maskedAuthorization({ headers, query }: Authorization): Authorization {
  const shown = Object.entries(headers).map(([name, value]) => [
    name,
    value.replace(/^((?:Basic|Bearer) )?.*$/s, `$1${mask}`),
  ]);
  return { headers: Object.fromEntries(shown), query: query.map(([name]) => [name, mask]) };
}

function masked(content: BuiltRequest['content']): BuiltRequest['content'] {
  if (!content) return content;
  if (content.kind === 'json') return { ...content, value: maskSecrets(content.value) };
  const fields = content.fields.map(([name, value]): [string, string] => [name, isSecretName(name) ? mask : value]);
  return { ...content, fields };
}

/** Scalars whose names announce a secret. */
function maskSecrets(value: Json, isSecret = false): Json {
  if (Array.isArray(value)) return value.map((item) => maskSecrets(item, isSecret));
  if (isObject(value))
    return Object.fromEntries(
      Object.entries(value).map(([name, child]) => [name, maskSecrets(child, isSecretName(name))]),
    );
  return isSecret && (typeof value === 'string' || typeof value === 'number') ? mask : value;
}

type TextRequest = Outgoing & { body?: string };

/** A multipart body as the bytes that it becomes, with the header that goes with them. */
async function withBytes({ body, ...outgoing }: Outgoing): Promise<TextRequest> {
  if (!(body instanceof FormData)) return { ...outgoing, body };
  const response = new Response(body);
  const headers = {
    ...outgoing.headers,
    'Content-Type': response.headers.get('content-type') ?? 'multipart/form-data',
  };
  return { ...outgoing, headers, body: await response.text() };
}

const readable = (content: BuiltRequest['content'], body: string): string =>
  content?.kind === 'json' ? JSON.stringify(content.value, null, 2) : body;
