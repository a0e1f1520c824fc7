import { valuesOf } from './kit/hmacParts';
import { hex, inParts } from './kit/hmacSchemes';
import type { Provider } from './kit/provider';

const header = 'x-hook0-signature';

/** The names of the headers that are signed, separated by blanks, and their values. */
function signedHeaders(headers: Record<string, string>): string {
  const names = valuesOf(headers[header], 'h')[0] ?? '';
  const values = names.split(' ').map((name) => headers[name.toLowerCase()] ?? '');
  return `${names}.${values.join('.')}`;
}

export const coinbase: Provider = {
  name: 'Coinbase Developer Platform',
  docs: {
    url: 'https://docs.cdp.coinbase.com/api-reference/payment-apis/webhooks/verification',
    read: '2026-11-30',
  },
  hosts: ['cdp.coinbase.com'],
  event: { body: ['eventType'] },
  signatures: [
    inParts(
      'Coinbase (Hook0)',
      header,
      { time: 't', signature: 'v1', separator: ',', between: '.', toleranceMs: 5 * 60_000 },
      hex,
      {
        signs: 'timestamp.names.values of headers.body',
        put: (made, { now, headers }) => ({
          [header]: `t=${Math.floor(now / 1000)},h=${valuesOf(headers[header], 'h')[0] ?? ''},v1=${made}`,
        }),
        stamp: ({ now, headers }) => ({
          [header]: `t=${Math.floor(now / 1000)},h=${valuesOf(headers[header], 'h')[0] ?? ''}`,
        }),
        base: ({ headers, body }) => [`${valuesOf(headers[header], 't')[0] ?? ''}.${signedHeaders(headers)}.`, body],
        needsDocument: true,
      },
    ),
  ],
  secret: '`secret` of the subscription; comes in the response to the create call',
};
