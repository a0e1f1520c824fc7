import { expect, it } from 'vitest';
import { onOrigin } from '../../client/webhooks/request/baseUrl';

const called = 'http://127.0.0.1:8080';

it.each<[string, string, string | undefined]>([
  ['http://localhost:8080/hooks/1?a=b', called, 'http://127.0.0.1:8080/hooks/1?a=b'],
  ['http://127.0.0.1:8080/hooks/1', 'http://localhost:8080', 'http://localhost:8080/hooks/1'],
  ['http://127.0.0.1:8080/hooks/1', called, 'http://127.0.0.1:8080/hooks/1'],
  ['http://localhost:8081/hooks/1', called, undefined],
  ['https://localhost:8080/hooks/1', called, undefined],
  ['http://localhost.example:8080/hooks/1', called, undefined],
  ['http://127.0.0.2:8080/hooks/1', called, undefined],
])(
  'an answered %s counts as %s only on this computer, and keeps the origin that was called',
  (url, origin, expected) => {
    expect(onOrigin(new URL(url), origin)?.href).toBe(expected);
  },
);
