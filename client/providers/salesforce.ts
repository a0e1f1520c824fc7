import { isObject } from '../common/json';
import { t } from '../common/translate';
import type { Handshake } from './kit/handshake';
import { emptyResponse, parseHandshake, shownText } from './kit/handshakeBody';
import { base64, ofBody } from './kit/hmacSchemes';
import type { Provider } from './kit/provider';

/** The key must be sent back by a separate call. */
const key: Handshake = {
  name: 'Salesforce verification key',
  secret: 'none',
  about: { request: '`verificationKey` with `callbackId`', response: '200; the key is shown' },
  respond(incoming) {
    const body = parseHandshake(incoming);
    if (!isObject(body) || typeof body.verificationKey !== 'string' || typeof body.callbackId !== 'string')
      return undefined;
    const problem = t('Verify the webhook at the service with this token: {0}', shownText(body.verificationKey));
    return { ...emptyResponse, problem };
  },
};

export const salesforce: Provider = {
  name: 'Salesforce (Event Notification Service, outbound messages)',
  docs: {
    url: 'https://developer.salesforce.com/docs/marketing/marketing-cloud/guide/ens-notification-signing.html',
    read: '2026-11-30',
  },
  hosts: ['salesforce.com', 'marketingcloudapis.com'],
  event: { body: ['0', 'eventCategoryType'] },
  signatures: [ofBody('Salesforce', 'x-sfmc-ens-signature', base64)],
  handshakes: [key],
  acknowledgement: {
    about: 'a SOAP envelope with `Ack` for outbound messages',
    respond: (_, beginning) =>
      beginning.includes('http://soap.sforce.com/2005/09/outbound')
        ? {
            status: 200,
            headers: { 'Content-Type': 'text/xml; charset=utf-8' },
            body:
              '<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"><soapenv:Body>' +
              '<notificationsResponse xmlns="http://soap.sforce.com/2005/09/outbound"><Ack>true</Ack></notificationsResponse>' +
              '</soapenv:Body></soapenv:Envelope>',
          }
        : undefined,
  },
  secrets: { body: ['verificationKey'] },
  secret: '`signatureKey`; comes in the response to the create call',
};
