import { createDecipheriv, createHash } from 'node:crypto';
import { t } from '../common/translate';
import type { Handshake } from './kit/handshake';
import { checkTimestamp, equalTexts } from './kit/hmac';
import { parseEpoch } from './kit/hmacParts';
import type { Provider } from './kit/provider';
import type { RequestVerifier } from './kit/requestVerifier';
import { textResponse, withoutSecret } from './kit/responses';
import { coversBody, invalid, showsSender } from './kit/signature';

/** The digest of the texts in sorted order, which the token is one of. */
const digest = (...texts: string[]): string => createHash('sha1').update(texts.sort().join('')).digest('hex');

const value = (query: URLSearchParams, name: string): string => query.get(name) ?? '';

/** WeCom encrypts the text that is to be echoed: the key is 43 characters, to which a `=` belongs. */
function decryptEcho(echo: string, secrets: readonly string[]): string | undefined {
  const encodingKey = secrets.find((secret) => /^[\w+/]{43}$/.test(secret));
  if (encodingKey === undefined) return undefined;
  const key = Buffer.from(`${encodingKey}=`, 'base64');
  try {
    const decipher = createDecipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false);
    const plain = Buffer.concat([decipher.update(echo, 'base64'), decipher.final()]);
    // 16 random bytes, the length of the text in four bytes, the text, the id of the receiver.
    const length = plain.readUInt32BE(16);
    return plain.subarray(20, 20 + length).toString('utf8');
  } catch {
    return undefined;
  }
}

const echo: Handshake = {
  name: 'WeChat echostr',
  secret: 'answers',
  about: {
    request: 'GET with `echostr` and a signature of the token',
    response: '`echostr` as text, decrypted for WeCom',
  },
  respond({ method, query }, { secrets }) {
    const text = query.get('echostr');
    if (method !== 'GET' || !text || !query.has('nonce')) return undefined;
    if (secrets.length === 0) return withoutSecret(t('the token of the server configuration'));
    const parts = [value(query, 'timestamp'), value(query, 'nonce')];
    const isPlain = secrets.some((token) => equalTexts(value(query, 'signature'), digest(token, ...parts)));
    if (isPlain) return textResponse(text);
    const isSigned = secrets.some((token) => equalTexts(value(query, 'msg_signature'), digest(token, ...parts, text)));
    const plain = isSigned ? decryptEcho(text, secrets) : undefined;
    return plain === undefined ? { status: 401 } : textResponse(plain);
  },
};

const encryptedIn = (body: Buffer): string | undefined =>
  /<Encrypt>(?:<!\[CDATA\[)?([\w+/=]+)(?:\]\]>)?<\/Encrypt>/.exec(body.toString('latin1'))?.[1];

/** In plain mode nothing of the body is signed. In encrypted mode `Encrypt` is, which holds the message. */
const signature: RequestVerifier = {
  name: 'WeChat',
  facts: {
    algorithm: 'SHA1 in hex',
    signs: 'token, time and nonce; with encryption `Encrypt` as well',
    coversBody: false,
  },
  verify({ url, body, headers, now }, _, secret) {
    const query = new URL(url).searchParams;
    if (!query.has('nonce') || !query.has('timestamp')) return undefined;
    const parts = [value(query, 'timestamp'), value(query, 'nonce')];
    const encrypted = encryptedIn(body);
    const whole = query.get('msg_signature');
    const plain = query.get('signature');
    const stale = checkTimestamp({ signedAt: () => parseEpoch(parts[0]) }, { headers, now });
    if (whole !== null && encrypted !== undefined) {
      if (!equalTexts(whole, digest(secret, ...parts, encrypted))) return invalid({ code: 'mismatch' });
      // The elements around it are not signed.
      return stale ? invalid(stale) : showsSender;
    }
    if (plain === null) return undefined;
    if (!equalTexts(plain, digest(secret, ...parts))) return invalid({ code: 'mismatch' });
    if (stale) return invalid(stale);
    return body.length === 0 ? coversBody : showsSender;
  },
};

export const wechat: Provider = {
  name: 'WeChat and WeCom',
  docs: {
    url: 'https://developers.weixin.qq.com/doc/offiaccount/en/Basic_Information/Access_Overview.html',
    read: '2026-11-30',
    source: '@wecom/crypto 1.0.1',
  },
  hosts: ['weixin.qq.com', 'wechat.com'],
  inRequest: [signature],
  handshakes: [echo],
  secrets: { query: ['signature', 'msg_signature'] },
  secret: 'the token; for WeCom the EncodingAESKey as a second one',
};
