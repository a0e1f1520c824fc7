import type { Provider } from './kit/provider';
import type { RequestVerifier } from './kit/requestVerifier';
import { coversBody, invalid } from './kit/signature';
import { hmacFits } from './kit/signedMembers';

const before = '{"Content":';
const after = /,"HashCode":"([0-9A-F]{64})"\}$/i;

/** The hash covers `Content` as it is written; the body has nothing else. */
const hashCode: RequestVerifier = {
  name: 'Exact Online',
  facts: { algorithm: 'HMAC-SHA256 in hex', signs: '`Content`, the only other member', coversBody: true },
  verify({ body }, _, secret) {
    const end = body.subarray(-96).toString('latin1');
    const [found, hash] = after.exec(end) ?? [];
    if (found === undefined || body.toString('latin1', 0, before.length) !== before) return undefined;
    const content = body.toString('utf8', before.length, body.length - found.length);
    return hmacFits(hash, 'hex', secret, content) ? coversBody : invalid({ code: 'mismatch' });
  },
};

export const exactOnline: Provider = {
  name: 'Exact Online',
  docs: { url: 'https://support.exactonline.com/community/s/knowledge-base#All-All-DNO-Content-webhooksc' },
  hosts: [
    'exactonline.nl',
    'exactonline.com',
    'exactonline.be',
    'exactonline.de',
    'exactonline.fr',
    'exactonline.co.uk',
  ],
  event: { body: ['Content', 'Topic'] },
  inRequest: [hashCode],
  secret: 'the webhook secret of the app',
};
