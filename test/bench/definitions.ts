import { parse } from 'jsonc-parser';
import type { JsonObject } from '../../server/protocol/json';
import { connectors } from '../documents/connectors';

/** Builds a valid definition of about `bytes` bytes of JSON from the published connectors in test/connectors. */
export function definitionOfSize(bytes: number): JsonObject {
  const sources = connectors().map(({ text }) => parse(text) as { paths?: JsonObject; definitions?: JsonObject });
  const paths: JsonObject = {};
  const definitions: JsonObject = {};
  let size = 0;
  for (let round = 0; size < bytes; round++) {
    for (const [i, source] of sources.entries()) {
      const prefix = `r${round}s${i}`;
      const renamed = JSON.parse(
        JSON.stringify(source, null, 2)
          .replaceAll('#/definitions/', `#/definitions/${prefix}`)
          .replace(/("operationId": ")/g, `$1${prefix}`),
      ) as typeof source;
      for (const [name, schema] of Object.entries(renamed.definitions ?? {})) definitions[prefix + name] = schema;
      for (const [path, item] of Object.entries(renamed.paths ?? {})) {
        if (size >= bytes) break;
        paths[`/${prefix}${path}`] = item;
        size += JSON.stringify(item, null, 2).length * 1.2;
      }
      size += JSON.stringify(renamed.definitions ?? {}, null, 2).length;
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
    definitions,
  };
}
