/** Responses that some services require to every delivery: without them they send it again, or end the webhook. */

import type { HandshakeResponse, IncomingRequest } from './handshake';
import { jsonResponse, textResponse } from './responses';

/** Adobe docs, "Acrobat Sign webhooks": the client id of the request, in the header or the body of the response. */
export function acknowledgeAdobeSign(headers: Record<string, string>): HandshakeResponse | undefined {
  const id = headers['x-adobesign-clientid'];
  if (!id) return undefined;
  const response = jsonResponse({ xAdobeSignClientId: id });
  return { ...response, headers: { ...response.headers, 'X-AdobeSign-ClientId': id } };
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

/** Number of bytes of a body that are searched: these services are recognised by the beginning. */
const searchedBytes = 16 * 1024;

/** The response that a service requires to its deliveries; undefined where any successful status will do. */
export function acknowledge({ headers, body }: IncomingRequest): HandshakeResponse | undefined {
  const beginning = body.subarray(0, searchedBytes).toString('latin1');
  return acknowledgeAdobeSign(headers) ?? dropboxSign(beginning) ?? adyen(beginning) ?? salesforce(beginning);
}
