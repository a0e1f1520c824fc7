import type { StoredBody } from '../../server/protocol/body';
import type { JsonObject } from '../../server/protocol/json';
import type { CheckPayloadsParams, PayloadReport } from '../../server/protocol/payloads';
import type { StoredDelivery } from '../domain/delivery';

interface Call {
  body: StoredBody;
  resolve(report: PayloadReport): void;
  reject(error: unknown): void;
}

/** Checks that are asked for in one turn of the event loop, and have one schema, travel together. */
export function batched(
  send: (params: CheckPayloadsParams) => Promise<PayloadReport[]>,
): (body: StoredBody, schema: JsonObject | null) => Promise<PayloadReport> {
  const waiting = new Map<JsonObject | null, Call[]>();

  const flush = async (schema: JsonObject | null) => {
    const calls = waiting.get(schema) ?? [];
    waiting.delete(schema);
    try {
      const reports = await send({ bodies: calls.map(({ body }) => body), schema });
      for (const [index, { resolve }] of calls.entries()) resolve(reports[index]!);
    } catch (error) {
      for (const { reject } of calls) reject(error);
    }
  };

  return (body, schema) =>
    new Promise((resolve, reject) => {
      const calls = waiting.get(schema);
      if (calls) calls.push({ body, resolve, reject });
      else {
        waiting.set(schema, [{ body, resolve, reject }]);
        setImmediate(() => void flush(schema));
      }
    });
}

/** A delivery as the server is to read it: its body never crosses the connection, only where it lies. */
export const storedBody = ({ body, bytes, headers }: StoredDelivery): StoredBody => ({
  ...body,
  bytes,
  contentType: headers['content-type'] ?? null,
  contentEncoding: headers['content-encoding'] ?? null,
});
