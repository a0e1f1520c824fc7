import type { Json } from '../../../server/protocol/json';
import type { SecurityDescription } from '../../../server/protocol/triggers';
import { type Shell, toCurl } from '../../common/curl';
import { isSecretHeader } from '../../common/headers';
import { isObject, valueName } from '../../common/json';
import { isSecretName, mask, maskUrl, type Redactor } from '../../common/redact';
import type { Credentials, Difference } from '../../domain/registration';
import type { Context } from '../context';
import { authorize } from '../credentials/credentialStore';
import { policedCall } from '../remote/policedCall';
import { checkBaseUrl } from '../request/baseUrl';
import { type BuiltRequest, buildRequest } from '../request/buildRequest';
import { maskedValues, splitSecure } from '../request/policies/connection';
import type { AppliedPolicy } from '../request/policies/policies';
import { githubApiUrls, githubTarget } from '../services/github';
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
    applied: AppliedPolicy[];
    differences: Difference[];
  },
): Promise<RequestPreview> {
  const request = { ...made.request, content: masked(made.request.content) };
  const plain = await withBytes(services[made.service].outgoing(request));
  const outgoing = authorized<TextRequest>(plain, maskedAuthorization(made.authorization, redactor));
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
    callback: { parameter: valueName(path), url: redactor.text(callbackUrl) },
    curl: (shell) => toCurl(outgoing, redactor, shell),
    applied: made.applied,
    differences: made.differences,
  };
}

/** A placeholder for the callback URL. */
const anyCallback = 'https://callback.example/';

/**
 * Returns the create call as a curl command, with placeholders for the credentials and the callback URL. Throws as
 * {@link buildRequest} does.
 */
export async function curlOfRequest(context: Context, request: RegisterRequest, shell: Shell): Promise<string> {
  const { trigger, parameters } = request;
  const baseUrl = checkBaseUrl(request.baseUrl);
  const built = buildRequest({ trigger, parameters, baseUrl, callbackUrl: anyCallback });
  const credentials = credentialsInPlace(trigger.security);
  const own = await authorize(
    credentials,
    { baseUrl, security: trigger.security, githubScope: '', interactive: false },
    context.env,
  );
  const { plain } = splitSecure(request.connectionParameters, trigger.connectionParameters);
  const values = maskedValues({ described: trigger.connectionParameters, given: plain });
  const policed = policedCall({ request: built, authorization: own }, trigger.policies, values);
  const github = githubTarget(policed.request.url, githubApiUrls(context.env.settings()));
  const service = github && policed.request.method === 'POST' ? ('github' as const) : ('http' as const);
  const callback: [string[], string] = [trigger.callback?.path ?? [], anyCallback];
  const { request: sent, authorization, applied } = policed;
  const made = { request: sent, authorization, service, callback, applied, differences: [] };
  return (await previewOf(context, made)).curl(shell);
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

/** Returns the headers of a call for the user, secrets masked. */
export function shownHeaders(
  headers: Record<string, string>,
  authorization: Authorization,
  redactor: Redactor,
): [name: string, value: string][] {
  const own = Object.entries(headers).map(([name, value]): [string, string] => [
    name,
    isSecretName(name) ? mask : redactor.text(value),
  ]);
  return [...own, ...Object.entries(maskedAuthorization(authorization, redactor).headers)];
}

/** The literal text of a policy around a secret stays, as the name of an authorization scheme does. */
function maskedAuthorization({ headers, query }: Authorization, redactor: Redactor): Authorization {
  const shown = Object.entries(headers).map(([name, value]) => {
    const redacted = redactor.text(value);
    return [name, redacted.includes(mask) ? redacted : value.replace(/^((?:Basic|Bearer) )?.*$/s, `$1${mask}`)];
  });
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
