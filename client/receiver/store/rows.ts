import { isObject } from '../../common/json';
import type { DeliverySummary, PayloadReport } from '../../domain/delivery';
import type { ForwardOutcome } from '../../domain/forwarding';

/**
 * A line of a `.rows` file. A delivery is written as its summary, a tab and its headers: lists need only the summaries,
 * and the headers, which are most of it, are parsed on demand.
 */
export type Row =
  | { op: 'add'; summary: Omit<DeliverySummary, 'registrationId'> }
  | { op: 'check'; id: string; report: PayloadReport }
  | { op: 'forward'; id: string; outcome: ForwardOutcome }
  /** This delivery and all older ones were dropped. */
  | { op: 'drop'; upTo: string }
  /** A person cleared these. Their rows and bodies are overwritten; this row tells the windows that have read them. */
  | { op: 'clear'; ids: string[] };

const tabByte = 0x09;

/** The line of a delivery, without the registration's id, which all rows of a folder share. */
export const formatAddRow = (summary: DeliverySummary, headers: Record<string, string>): string =>
  `${JSON.stringify({ op: 'add', summary: { ...summary, registrationId: undefined } })}\t${JSON.stringify(headers)}`;

export const formatCheckRow = (id: string, { conforms, problems }: PayloadReport): string =>
  JSON.stringify({ op: 'check', id, report: { conforms, problems } } satisfies Row);

export const formatForwardRow = (id: string, outcome: ForwardOutcome): string =>
  JSON.stringify({ op: 'forward', id, outcome } satisfies Row);

export const formatDropRow = (upTo: string): string => JSON.stringify({ op: 'drop', upTo } satisfies Row);

export const formatClearRow = (ids: string[]): string => JSON.stringify({ op: 'clear', ids } satisfies Row);

/** The row of the line from `start` to `end`, without the headers; undefined where a crash cut it off, or it is not a row. */
export function parseRow(lines: Buffer, start: number, end: number): Row | undefined {
  const tab = lines.indexOf(tabByte, start);
  const hasHeaders = tab >= 0 && tab < end;
  const row = parse(lines.toString('utf8', start, hasHeaders ? tab : end)) as Partial<Row> | undefined;
  if (row?.op === 'add' && hasHeaders && typeof row.summary?.id === 'string' && isObject(row.summary.body)) {
    return row as Row;
  }
  if (row?.op === 'check' && typeof row.id === 'string' && isObject(row.report)) return row as Row;
  if (row?.op === 'forward' && typeof row.id === 'string' && isObject(row.outcome)) return row as Row;
  if (row?.op === 'drop' && typeof row.upTo === 'string') return row as Row;
  if (row?.op === 'clear' && Array.isArray(row.ids)) return row as Row;
  return undefined;
}

/** The headers in the line of a delivery. */
export function parseHeaders(line: Buffer): Record<string, string> {
  const headers = parse(line.toString('utf8', line.indexOf(tabByte) + 1));
  return isObject(headers) ? (headers as Record<string, string>) : {};
}

function parse(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
