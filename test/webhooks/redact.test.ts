import { describe, expect, it } from 'vitest';
import { parseJson } from '../../client/common/json';
import { createRedactor, isSecretName, maskUrl, quote } from '../../client/common/redact';

describe('redaction', () => {
  const redactor = createRedactor();
  redactor.add('p&ss "word"', 'long-secret', 'long-secret-and-more', 'sesam', undefined, '', 'abc');

  it.each([
    ['as it is', 'x p&ss "word" y', 'x *** y'],
    ['in a URL', `?k=${encodeURIComponent('p&ss "word"')}`, '?k=***'],
    ['in a form', 'k=p%26ss+%22word%22', 'k=***'],
    ['in JSON', JSON.stringify({ k: 'p&ss "word"' }), '{"k":"***"}'],
    ['several times', 'long-secret long-secret', '*** ***'],
    ['within a longer one', 'long-secret-and-more', '***'],
    ['in small letters, as hosts are', 'https://Long-secret.x.example', 'https://***.x.example'],
    ['in base64', Buffer.from('p&ss "word"').toString('base64'), '***'],
    ['in base64 for an address', Buffer.from('long-secret').toString('base64url'), '***'],
    ['in base64 with something before it', Buffer.from('me:long-secret').toString('base64'), 'bWU6***'],
    ['in base64 with something around it', Buffer.from('a:long-secret:b').toString('base64'), 'YTp***Dpi'],
    ['but not what is too short to be one', 'abc', 'abc'],
    ['but not a short one in other letters', 'sesam and Sesam', '*** and Sesam'],
  ])('masks a secret %s', (_, text, expected) => {
    expect(redactor.text(text)).toBe(expected);
  });

  it('reduces foreign text to one short line', () => {
    expect(quote(redactor, 'a\r\nb\u0000\u2028c long-secret')).toBe('a b c ***');
    expect(quote(redactor, 'x'.repeat(500))).toHaveLength(301);
  });

  it('masks secrets in a query', () => {
    expect(maskUrl(redactor, 'https://u:p@x.example/a?api_key=1&page=2&token=3&q=long-secret#f')).toBe(
      'https://x.example/a?api_key=***&page=2&token=***&q=***',
    );
  });

  it.each([
    'secret',
    'client_secret',
    'password',
    'apiKey',
    'X-Api-Key',
    'accessToken',
    'key',
    'Ocp-Apim-Subscription-Key',
    'subscription-key',
    'x-functions-key',
    'passphrase',
    'pwd',
  ])('recognizes %s as a secret', (name) => {
    expect(isSecretName(name)).toBe(true);
  });
  it.each(['name', 'keyboard', 'owner', 'author', 'events', 'subscription', 'functions', 'primaryKey'])(
    'does not know %s for one',
    (name) => {
      expect(isSecretName(name)).toBe(false);
    },
  );
});

describe('JSON of services', () => {
  it('keeps ids that a double cannot hold', () => {
    expect(
      parseJson(
        '{"id": 12345678901234567890, "t": "9007199254740993 \\" 9007199254740993", "n": [-1.5e3, 0.1234567890123456, 7]}',
      ),
    ).toEqual({
      id: '12345678901234567890',
      t: '9007199254740993 " 9007199254740993',
      n: [-1500, 0.1234567890123456, 7],
    });
    expect(parseJson('{"a":')).toBeUndefined();
  });
});
