/** What findings advise where the usual advice would be wrong. */
import { describe, expect, test } from 'vitest';
import { findingsOf, type Language, open, repairsOf, write } from './repairs';

const schemes = (...names: string[]) =>
  Object.fromEntries(names.map((name) => [name, { type: 'apiKey', in: 'header', name: 'X-Key' }]));

const connector = (operation: object, more: object = {}) => ({
  swagger: '2.0',
  info: { title: 'Orders', version: '1.0' },
  host: 'shop.contoso.com',
  paths: { '/orders': { get: { operationId: 'List', summary: 'List', ...operation } } },
  ...more,
});

const ok = { 200: { description: 'OK' } };

function messagesOf(language: Language, data: object, code: string, fix?: boolean): string[] {
  const document = open(language, write(language, data));
  const found = findingsOf(document).filter((one) => one.code === code);
  return fix
    ? found.flatMap((one) => repairsOf(document, one).map(({ title }) => title))
    : found.map(({ message }) => message);
}

describe.each<Language>(['json', 'yaml'])('in %s, a scheme that is not defined', (language) => {
  const withSchemes = (security: object[], ...names: string[]) =>
    connector({ responses: ok, security }, { securityDefinitions: schemes(...names) });

  test('is not replaced by one that the list has already', () => {
    const data = withSchemes([{ api_key2: [] }, { api_key: [] }], 'api_key');
    expect(messagesOf(language, data, 'security-undefined')).toEqual([
      'securityDefinitions has no scheme "api_key2". Define it, or remove the entry.',
    ]);
    expect(messagesOf(language, data, 'security-undefined', true)).not.toContain('Change to "api_key"');
  });

  test('may be removed where no other is defined', () => {
    expect(messagesOf(language, withSchemes([{ key: [] }]), 'security-undefined')[0]).toMatch(/or remove the entry\.$/);
  });
});

describe.each<Language>(['json', 'yaml'])('in %s, an operation without a success response', (language) => {
  const responses = { 404: { description: 'Not found' } };
  const code = 'operation-no-success-response';

  test('is said to give no dynamic content where flow makers see it', () => {
    expect(messagesOf(language, connector({ responses }), code)[0]).toMatch(/flow makers get no dynamic content/);
  });

  test('is not, where it is hidden from them', () => {
    const hidden = connector({ responses, 'x-ms-visibility': 'internal' });
    expect(messagesOf(language, hidden, code)[0]).toMatch(/Add the one that the service gives/);
  });
});
