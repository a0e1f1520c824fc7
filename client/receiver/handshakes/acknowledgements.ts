/** What some services want to be answered to every delivery: without it they send it again, or end the webhook. */

import type { HandshakeAnswer, Incoming } from './handshake';
import { json, text } from './responses';

/** Adobe docs, "Acrobat Sign webhooks": the client id of the request, in the header or the body of the answer. */
export function adobeSignReceipt(headers: Record<string, string>): HandshakeAnswer | undefined {
  const id = headers['x-adobesign-clientid'];
  if (!id) return undefined;
  const answer = json({ xAdobeSignClientId: id });
  return { ...answer, headers: { ...answer.headers, 'X-AdobeSign-ClientId': id } };
}

/** Dropbox Sign docs, "Callbacks and events". It sends JSON, or JSON in a multipart form. */
const dropboxSign = (body: string): HandshakeAnswer | undefined =>
  body.includes('"event_hash"') && body.includes('"event_type"') ? text('Hello API Event Received') : undefined;

/** Adyen docs, "Accept webhooks". */
const adyen = (body: string): HandshakeAnswer | undefined =>
  body.includes('"notificationItems"') && body.includes('"NotificationRequestItem"') ? text('[accepted]') : undefined;

/** Salesforce docs, "Outbound messages: understanding notifications". */
const salesforce = (body: string): HandshakeAnswer | undefined =>
  body.includes('http://soap.sforce.com/2005/09/outbound')
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
  const beginning = body.subarray(0, lookedAt).toString('latin1');
  return adobeSignReceipt(headers) ?? dropboxSign(beginning) ?? adyen(beginning) ?? salesforce(beginning);
}
