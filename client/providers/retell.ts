import { valuesOf } from './kit/hmacParts';
import { hex, inParts } from './kit/hmacSchemes';
import type { Provider } from './kit/provider';

export const retell: Provider = {
  name: 'Retell AI',
  docs: { url: 'https://docs.retellai.com/features/secure-webhook', read: '2026-11-30', source: 'retell-sdk' },
  hosts: ['retellai.com'],
  event: { body: ['event'] },
  signatures: [
    inParts(
      'Retell',
      'x-retell-signature',
      { time: 'v', signature: 'd', separator: ',', between: '', writeTime: String, toleranceMs: 5 * 60_000 },
      hex,
      {
        signs: 'body + timestamp',
        base: ({ headers, body }) => [body, valuesOf(headers['x-retell-signature'], 'v')[0] ?? ''],
      },
    ),
  ],
  secret: 'the API key',
};
