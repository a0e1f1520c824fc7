import { base64, ofBody, sha1 } from './kit/hmacSchemes';
import type { Provider } from './kit/provider';

export const surveymonkey: Provider = {
  name: 'SurveyMonkey',
  docs: { url: 'https://developer.surveymonkey.com/api/v3/#webhook-callbacks' },
  hosts: ['surveymonkey.com'],
  event: { body: ['event_type'] },
  deliveryId: { body: ['event_id'] },
  signatures: [
    ofBody('SurveyMonkey', 'sm-signature', sha1(base64), '', {
      // The key is the client id, an ampersand and the secret. The id is in a header of the delivery.
      key: (secret, headers) =>
        Buffer.from(secret.includes('&') ? secret : `${headers['sm-apikey'] ?? ''}&${secret}`, 'utf8'),
    }),
  ],
  secret: 'the secret of the app',
};
