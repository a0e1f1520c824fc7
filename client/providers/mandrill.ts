import { headProbe } from './kit/generalHandshakes';
import { base64, ofBody, sha1, wholeHeader } from './kit/hmacSchemes';
import type { Provider } from './kit/provider';
import { coversForm, formFields, isFormRequest } from './kit/signedForm';

/** As Twilio's; the request that checks a new webhook is signed with the key `test-webhook`. */
const signature = ofBody('Mandrill', 'x-mandrill-signature', sha1(base64), '', {
  given: wholeHeader('x-mandrill-signature'),
  signs: 'callback URL + sorted fields of a form',
  base: (signed) => [signed.url, ...(isFormRequest(signed) ? formFields(signed.body) : [])],
  signsUrl: true,
  isWhole: coversForm,
});

export const mandrill: Provider = {
  name: 'Mandrill (Mailchimp Transactional)',
  docs: { url: 'https://mailchimp.com/developer/transactional/guides/track-respond-activity-webhooks/' },
  hosts: ['mandrillapp.com'],
  signatures: [signature],
  handshakes: [headProbe],
  secret: '`auth_key` of the webhook',
};
