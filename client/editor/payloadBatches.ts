import type { StoredBody } from '../../server/protocol/body';
import type { JsonObject } from '../../server/protocol/json';
import type { CheckPayloadsParams, PayloadReport } from '../../server/protocol/payloads';
import type { StoredDelivery } from '../domain/delivery';

interface Call {
  body: StoredBody;
  resolve(report: PayloadReport): void;
  reject(error: unknown): void;
}

/** Groups checks requested in one turn of the event loop with the same schema into one request. */
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

/** The place of a delivery's body, for the server to read. The body itself is never sent. */
export const storedBody = ({ body, bytes, headers }: StoredDelivery): StoredBody => ({
  ...body,
  bytes,
  contentType: headers['content-type'] ?? null,
  contentEncoding: headers['content-encoding'] ?? null,
});
