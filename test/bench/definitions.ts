import { parse } from 'jsonc-parser';
import type { JsonObject } from '../../server/protocol/json';
import { connectors } from '../documents/connectors';

const sections = ['definitions', 'parameters', 'responses'] as const;

type Section = (typeof sections)[number];

type Source = Partial<Record<Section | 'paths', JsonObject>>;

/** Builds a valid definition of about `bytes` bytes of JSON from the published connectors in test/connectors. */
export function definitionOfSize(bytes: number): JsonObject {
  const sources = connectors().map(({ text }) => parse(text) as Source);
  const paths: JsonObject = {};
  const shared: Record<Section, JsonObject> = { definitions: {}, parameters: {}, responses: {} };
  let size = 0;
  for (let round = 0; size < bytes; round++) {
    for (const [i, source] of sources.entries()) {
      const prefix = `r${round}s${i}`;
      const renamed = withPrefix(source, prefix);
      for (const section of sections) {
        Object.assign(shared[section], renamed[section]);
        size += JSON.stringify(renamed[section], null, 2).length;
      }
      for (const [path, item] of Object.entries(renamed.paths ?? {})) {
        if (size >= bytes) break;
        paths[`/${prefix}${path}`] = item;
        size += JSON.stringify(item, null, 2).length * 1.2;
      }
      if (size >= bytes) break;
    }
  }
  return {
    swagger: '2.0',
    info: { title: 'Bench', version: '1.0' },
    host: 'example.com',
    basePath: '/',
    schemes: ['https'],
    paths,
    ...shared,
  };
}

/** A definition with a prefix before the names of everything that may be in another one, too. */
function withPrefix(source: Source, prefix: string): Record<Section, JsonObject> & Source {
  const renamed = JSON.parse(
    JSON.stringify(source, null, 2)
      .replace(/"#\/(?:definitions|parameters|responses)\//g, `$&${prefix}`)
      .replace(/("operationId": ")/g, `$1${prefix}`),
  ) as Source;
  const named = (section: Section): JsonObject =>
    Object.fromEntries(Object.entries(renamed[section] ?? {}).map(([name, value]) => [prefix + name, value]));
  return {
    paths: renamed.paths ?? {},
    definitions: named('definitions'),
    parameters: named('parameters'),
    responses: named('responses'),
  };
}
