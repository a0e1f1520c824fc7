/** What some services want to be answered to every delivery: without it they send it again, or end the webhook. */

import type { HandshakeResponse, IncomingRequest } from './handshake';
import { jsonResponse, textResponse } from './responses';

/** Adobe docs, "Acrobat Sign webhooks": the client id of the request, in the header or the body of the answer. */
export function acknowledgeAdobeSign(headers: Record<string, string>): HandshakeResponse | undefined {
  const id = headers['x-adobesign-clientid'];
  if (!id) return undefined;
  const answer = jsonResponse({ xAdobeSignClientId: id });
  return { ...answer, headers: { ...answer.headers, 'X-AdobeSign-ClientId': id } };
}

/** Dropbox Sign docs, "Callbacks and events". It sends JSON, or JSON in a multipart form. */
const dropboxSign = (body: string): HandshakeResponse | undefined =>
  body.includes('"event_hash"') && body.includes('"event_type"') ? textResponse('Hello API Event Received') : undefined;

/** Adyen docs, "Accept webhooks". */
const adyen = (body: string): HandshakeResponse | undefined =>
  body.includes('"notificationItems"') && body.includes('"NotificationRequestItem"')
    ? textResponse('[accepted]')
    : undefined;

/** Salesforce docs, "Outbound messages: understanding notifications". */
const salesforce = (body: string): HandshakeResponse | undefined =>
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
export function acknowledge({ headers, body }: IncomingRequest): HandshakeResponse | undefined {
  const beginning = body.subarray(0, lookedAt).toString('latin1');
  return acknowledgeAdobeSign(headers) ?? dropboxSign(beginning) ?? adyen(beginning) ?? salesforce(beginning);
}
