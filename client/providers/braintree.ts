import { createHash, createHmac } from 'node:crypto';
import { isObject } from '../common/json';
import { t } from '../common/translate';
import type { Handshake } from './kit/handshake';
import { equalTexts } from './kit/hmac';
import type { Provider } from './kit/provider';
import type { RequestVerifier } from './kit/requestVerifier';
import { textResponse, withoutSecret } from './kit/responses';
import { coversBody, invalid } from './kit/signature';

/** The HMAC key is the SHA-1 digest of the private key. */
const sign = (privateKey: string, text: string): string =>
  createHmac('sha1', createHash('sha1').update(privateKey).digest()).update(text).digest('hex');

/** `public key|private key`, the two that the control panel shows next to each other. */
function keysIn(secret: string): { publicKey: string; privateKey: string } | undefined {
  const [publicKey = '', privateKey = ''] = secret.trim().split(/[|:\s]+/);
  return publicKey && privateKey ? { publicKey, privateKey } : undefined;
}

const challenge: Handshake = {
  name: 'Braintree challenge',
  secret: 'answers',
  about: { request: 'GET with `bt_challenge`', response: 'the public key and an HMAC of it' },
  respond({ method, query }, { secrets }) {
    const text = query.get('bt_challenge');
    if (method !== 'GET' || !text) return undefined;
    const keys = secrets.flatMap((secret) => keysIn(secret) ?? [])[0];
    if (!keys) return withoutSecret(t('the public and the private key, with "|" between them'));
    return textResponse(`${keys.publicKey}|${sign(keys.privateKey, text)}`);
  },
};

/** True when a form has two fields, written as forms are: another spelling of the same fields is another body. */
function isCanonical(body: Buffer): boolean {
  const form = new URLSearchParams(body.toString('latin1'));
  return form.size === 2 && form.toString() === body.toString('latin1');
}

/** Two fields of a form: the payload, and signatures by public key. The payload is all that there is to the form. */
const signature: RequestVerifier = {
  name: 'Braintree',
  facts: { algorithm: 'HMAC-SHA1 in hex', signs: '`bt_payload`, the only other field', coversBody: true },
  verify({ body }, form, secret) {
    if (!isObject(form) || typeof form.bt_signature !== 'string' || typeof form.bt_payload !== 'string')
      return undefined;
    const keys = keysIn(secret);
    const privateKey = keys?.privateKey ?? secret.trim();
    const payload = form.bt_payload;
    const given = form.bt_signature.split('&').flatMap((pair) => {
      const [publicKey = '', text = ''] = pair.split('|');
      return keys === undefined || keys.publicKey === publicKey ? [text] : [];
    });
    const fits = given.some((text) =>
      [payload, `${payload}\n`].some((signed) => equalTexts(text, sign(privateKey, signed))),
    );
    return fits && isCanonical(body) ? coversBody : invalid({ code: 'mismatch' });
  },
};

export const braintree: Provider = {
  name: 'Braintree',
  docs: {
    url: 'https://developer.paypal.com/braintree/docs/guides/webhooks/parse/node',
    read: '2026-11-30',
    source: 'braintree 3.40.0',
  },
  hosts: ['braintreegateway.com', 'braintree-api.com'],
  inRequest: [signature],
  handshakes: [challenge],
  secret: 'the public and the private key: `public|private`',
};
