/** What some services want to be answered to every delivery: without it they send it again, or end the webhook. */
import type { HandshakeAnswer, Incoming } from './handshakes';

/** Adobe docs, "Acrobat Sign webhooks": the client id of the request, in the header or the body of the answer. */
export function adobeSignReceipt(headers: Record<string, string>): HandshakeAnswer | undefined {
  const id = headers['x-adobesign-clientid'];
  if (!id) return undefined;
  return {
    status: 200,
    headers: { 'X-AdobeSign-ClientId': id, 'Content-Type': 'application/json' },
    body: JSON.stringify({ xAdobeSignClientId: id }),
  };
}

const plain = (body: string): HandshakeAnswer => ({
  status: 200,
  headers: { 'Content-Type': 'text/plain; charset=utf-8' },
  body,
});

/** Dropbox Sign docs, "Callbacks and events". It sends JSON, or JSON in a multipart form. */
const dropboxSign = (text: string): HandshakeAnswer | undefined =>
  text.includes('"event_hash"') && text.includes('"event_type"') ? plain('Hello API Event Received') : undefined;

/** Adyen docs, "Accept webhooks". */
const adyen = (text: string): HandshakeAnswer | undefined =>
  text.includes('"notificationItems"') && text.includes('"NotificationRequestItem"') ? plain('[accepted]') : undefined;

/** Salesforce docs, "Outbound messages: understanding notifications". */
const salesforce = (text: string): HandshakeAnswer | undefined =>
  text.includes('http://soap.sforce.com/2005/09/outbound')
    ? {
        status: 200,
        headers: { 'Content-Type': 'text/xml; charset=utf-8' },
        body:
          '<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"><soapenv:Body>' +
          '<notificationsResponse xmlns="http://soap.sforce.com/2005/09/outbound"><Ack>true</Ack></notificationsResponse>' +
          '</soapenv:Body></soapenv:Envelope>',
      }
    : undefined;

/** Of a body, so much is looked at: what tells these services apart stands at its beginning. */
const lookedAt = 16 * 1024;

/** Undefined where nothing is asked for but a status of success. */
export function receipt({ headers, body }: Incoming): HandshakeAnswer | undefined {
  const text = body.subarray(0, lookedAt).toString('latin1');
  return adobeSignReceipt(headers) ?? dropboxSign(text) ?? adyen(text) ?? salesforce(text);
}
