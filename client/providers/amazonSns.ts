import type { Json } from '../common/json';
import { isObject, parseJson } from '../common/json';
import { t } from '../common/translate';
import type { Handshake } from './kit/handshake';
import { emptyResponse, parseHandshake, shownText } from './kit/handshakeBody';
import type { Provider } from './kit/provider';
import { keyPairVerifier } from './kit/publicKeys';
import type { SignedRequest } from './kit/signature';

const hosts = /^sns\.[a-z\d-]{3,}\.amazonaws\.com(\.cn)?$/;

/** Opening a URL of a payload could lead into the network of this machine: only the person decides to. */
const confirmation: Handshake = {
  name: 'Amazon SNS confirmation',
  secret: 'none',
  about: { request: '`SubscribeURL`', response: '200; the URL is opened by the button *Confirm Subscription* only' },
  respond(incoming) {
    if (!/^(Unsubscribe|Subscription)Confirmation$/.test(incoming.headers['x-amz-sns-message-type'] ?? ''))
      return undefined;
    const body = parseHandshake(incoming);
    if (!isObject(body) || typeof body.SubscribeURL !== 'string') return undefined;
    const problem = t(
      'Amazon SNS sends no deliveries until its SubscribeURL was opened. If you trust it, open {0}',
      shownText(body.SubscribeURL),
    );
    return { ...emptyResponse, problem, confirms: body.SubscribeURL };
  },
};

/** The members that are signed, in order, each of them where it is there. */
const signedMembers = {
  Notification: ['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type'],
  confirmation: ['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'],
};

const messageIn = ({ body }: Pick<SignedRequest, 'body'>): Record<string, Json> => {
  const message = parseJson(body.toString('utf8'));
  return isObject(message) ? message : {};
};

const signature = keyPairVerifier({
  name: 'Amazon SNS',
  header: /^x-amz-sns-message-type$/,
  // With raw message delivery there is no signature.
  isOurs: (headers) =>
    /^(Notification|\w+Confirmation)$/.test(headers['x-amz-sns-message-type']!) &&
    headers['x-amz-sns-rawdelivery'] !== 'true',
  algorithm: 'RSA-SHA1',
  algorithmOf: (signed) => (messageIn(signed).SignatureVersion === '2' ? 'RSA-SHA256' : 'RSA-SHA1'),
  given: (signed) => [Buffer.from(String(messageIn(signed).Signature ?? ''), 'base64')],
  signs: 'up to seven members of the body',
  message(signed) {
    const message = messageIn(signed);
    const names = message.Type === 'Notification' ? signedMembers.Notification : signedMembers.confirmation;
    const lines = names.flatMap((name) => (typeof message[name] === 'string' ? [name, message[name]] : []));
    return Buffer.from(lines.map((line) => `${line}\n`).join(''), 'utf8');
  },
  // Neither MessageAttributes nor UnsubscribeURL is signed.
  isPartial: true,
  published: {
    hosts,
    where: '`sns.<region>.amazonaws.com`',
    url: (request) => {
      const { SigningCertURL } = messageIn(request);
      return typeof SigningCertURL === 'string' ? SigningCertURL : undefined;
    },
  },
});

export const amazonSns: Provider = {
  name: 'Amazon SNS',
  docs: {
    url: 'https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html',
    read: '2026-11-30',
    source: 'sns-validator 0.3.5',
  },
  hosts: ['amazonaws.com'],
  event: { header: 'x-amz-sns-message-type' },
  deliveryId: { header: 'x-amz-sns-message-id' },
  signatures: [signature],
  handshakes: [confirmation],
  confirmation: { hosts, isAsked: (headers) => headers['x-amz-sns-message-type'] === 'SubscriptionConfirmation' },
  secrets: { body: ['Token', 'SubscribeURL'] },
  secret: 'none: the certificate is fetched after a yes, or given in PEM',
};
