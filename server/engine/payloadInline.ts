import type { PayloadChecker } from './payload';
import { type BodySource, checkStored, resultOf } from './payloadRequests';

/**
 * Checks payloads in the thread that asks, for a host without further ones: there the server itself is in a worker, which its
 * client can end.
 */
export function createInlinePayloadChecker(source: BodySource): PayloadChecker {
  return {
    check: async ({ schema, ...body }) => checkStored(body, schema, source),
    checkAll: async ({ bodies, schema }) => bodies.map((body) => checkStored(body, schema, source)),
    evidence: async (bodies) => resultOf({ kind: 'evidence', bodies }, source) as never,
    violations: async (bodies, schema) => resultOf({ kind: 'violations', bodies, schema }, source) as never,
    example: async (params) => resultOf({ kind: 'example', params }, source) as never,
    close: async () => {},
  };
}
