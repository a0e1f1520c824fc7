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
import type { RegisterRequest, RequestPreview } from '../webhooksApi';

/** Describes a request as it will be sent, with every secret masked. */
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
    // The name of the authorization scheme stays.
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

/** A placeholder for the callback URL. */
const anyCallback = 'https://callback.example/';

/**
 * Returns the create call as a curl command, with placeholders for the credentials and the callback URL. Throws as
 * {@link buildRequest} does.
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

/** Returns masked credentials of the first security scheme. */
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

/** Masks scalars whose names are those of secrets. */
function maskSecrets(value: Json, isSecret = false): Json {
  if (Array.isArray(value)) return value.map((item) => maskSecrets(item, isSecret));
  if (isObject(value))
    return Object.fromEntries(
      Object.entries(value).map(([name, child]) => [name, maskSecrets(child, isSecretName(name))]),
    );
  return isSecret && (typeof value === 'string' || typeof value === 'number') ? mask : value;
}

type TextRequest = Outgoing & { body?: string };

/** Returns a multipart body as the text that is sent, with the matching Content-Type. */
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
