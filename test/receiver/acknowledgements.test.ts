/** What some services want to be answered to each delivery, in the form in which they send it. */
import { describe, expect, it } from 'vitest';
import { acknowledge } from '../../client/receiver/handshakes/acknowledgements';

const answerTo = (body: string, headers: Record<string, string> = {}) =>
  acknowledge({ headers, body: Buffer.from(body) });

const hello = { event: { event_type: 'signature_request_sent', event_time: '1525470811', event_hash: 'e3f2' } };

describe('acknowledging a delivery', () => {
  it('returns the client id of Acrobat Sign', () => {
    expect(answerTo('{"event":"AGREEMENT_CREATED"}', { 'x-adobesign-clientid': 'CBJ' })).toEqual({
      status: 200,
      headers: { 'X-AdobeSign-ClientId': 'CBJ', 'Content-Type': 'application/json' },
      body: '{"xAdobeSignClientId":"CBJ"}',
    });
  });

  it.each([
    ['JSON', JSON.stringify(hello)],
    ['a multipart form', `--b\r\nContent-Disposition: form-data; name="json"\r\n\r\n${JSON.stringify(hello)}\r\n--b--`],
  ])('of Dropbox Sign in %s is answered in its words', (_, body) => {
    expect(answerTo(body)).toMatchObject({ status: 200, body: 'Hello API Event Received' });
  });

  it('returns the text that Adyen requires', () => {
    const body = { live: 'false', notificationItems: [{ NotificationRequestItem: { eventCode: 'AUTHORISATION' } }] };
    expect(answerTo(JSON.stringify(body))).toMatchObject({ status: 200, body: '[accepted]' });
  });

  it('returns a SOAP acknowledgement to Salesforce', () => {
    const body =
      '<?xml version="1.0"?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"><soapenv:Body>' +
      '<notifications xmlns="http://soap.sforce.com/2005/09/outbound"><OrganizationId>00D</OrganizationId></notifications>';
    const answer = answerTo(body, { 'content-type': 'text/xml; charset=utf-8' });
    expect(answer).toMatchObject({ status: 200, headers: { 'Content-Type': 'text/xml; charset=utf-8' } });
    expect(answer?.body).toContain('<Ack>true</Ack>');
  });

  it('returns nothing but a status to other services', () => {
    for (const body of ['', '{"event_type":"x"}', '{"notificationItems":[]}', '<a/>'])
      expect(answerTo(body)).toBeUndefined();
  });
});
