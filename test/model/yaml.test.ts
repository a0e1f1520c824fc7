import { describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { OpenDocument } from '../../server/documents/document';
import { connectors } from '../documents/connectors';
import { findingsByKey } from '../rules/fixture';

/** The conversion to YAML drops one of two equal keys. */
const withoutDuplicates = (findings: string[]): string[] =>
  findings.filter((finding) => !finding.includes(' duplicate-key '));

const all = connectors();

test('there are enough published connectors', () => {
  expect(all.length).toBeGreaterThanOrEqual(20);
});

describe.each(['custom', 'certification'] as const)('%s', (profile) => {
  test.each(all.map((connector) => [connector.name, connector] as const))(
    'a definition as YAML has the same findings at the same keys: %s',
    (_, { text }) => {
      const json = new OpenDocument('file:///a.swagger.json', 'json', 1, text);
      const converted = stringify(JSON.parse(text), { lineWidth: 0 });
      const yaml = new OpenDocument('file:///a.swagger.yaml', 'yaml', 1, converted);
      const expected = withoutDuplicates(findingsByKey(json, { profile }));
      expect(findingsByKey(yaml, { profile })).toEqual(expected);
      expect(expected.join()).not.toContain('line ');
    },
  );
});
