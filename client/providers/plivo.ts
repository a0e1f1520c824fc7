import { base64, ofBody } from './kit/hmacSchemes';
import type { Provider } from './kit/provider';
import type { SignedRequest } from './kit/signature';
import { coversForm, formFields, isFormRequest } from './kit/signedForm';

/** URL, a question mark, the sorted query, a full stop, the sorted fields of the form, a full stop and the nonce. */
function signedText({ url, headers, ...request }: SignedRequest): string {
  const [bare = '', search = ''] = url.split('?');
  const query = [...new URLSearchParams(search)]
    .map((pair) => pair.join('='))
    .sort()
    .join('&');
  const fields = isFormRequest({ headers }) ? formFields(request.body).join('') : '';
  const behindUrl = query || fields ? `?${query}${query && fields ? '.' : ''}` : '';
  return `${bare}${behindUrl}${fields}.${headers['x-plivo-signature-v3-nonce'] ?? ''}`;
}

export const plivo: Provider = {
  name: 'Plivo',
  docs: {
    url: 'https://www.plivo.com/docs/voice/concepts/signature-validation',
    read: '2026-11-30',
    source: 'plivo 4',
  },
  hosts: ['plivo.com'],
  signatures: [
    ofBody('Plivo', 'x-plivo-signature-v3', base64, '', {
      stamp: ({ id }) => ({ 'x-plivo-signature-v3-nonce': id }),
      signs: 'callback URL + sorted fields of a form + nonce',
      base: (signed) => [signedText(signed)],
      signsUrl: true,
      isWhole: coversForm,
    }),
  ],
  secret: 'the auth token of the account',
};
