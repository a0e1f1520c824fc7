/** The filter of the output panel and the view. Pure. */
import type { DeliverySummary } from '../domain/delivery';
import type { WebhookRegistration } from '../domain/registration';
import { type DeliveryVerdict, isFailure, verdictOf } from '../domain/verdict';

/** The columns of an entry that a filter tests. */
export interface Filtered {
  trigger: string;
  event: string;
  /** Undefined for entries that are not deliveries. */
  verdict?: DeliveryVerdict;
  isFailure: boolean;
  /** All text shown for the entry. */
  text: string;
}

export interface Filter {
  /** The filter as typed; empty lets everything through. */
  text: string;
  matches(one: Filtered): boolean;
}

type Test = (one: Filtered) => boolean;

/**
 * Parses words that must all match: `trigger:`, `event:` and `verdict:` test one column, any other word the whole line.
 * Matching ignores case; `-` before a word negates it; quotation marks join words. `verdict:failed` matches deliveries
 * that need attention: `differs` and `refused`.
 */
export function parseFilter(text: string): Filter {
  const tests = [...text.matchAll(/(-?)(?:(trigger|event|verdict):)?(?:"([^"]*)"?|(\S+))/gi)].map(toTest);
  return { text: text.trim(), matches: (one) => tests.every((test) => test(one)) };
}

export const noFilter: Filter = parseFilter('');

function toTest([, not, column, quoted, word]: RegExpMatchArray): Test {
  const wanted = (quoted ?? word ?? '').toLowerCase();
  const test = testOf(column?.toLowerCase(), wanted);
  return not ? (one) => !test(one) : test;
}

function testOf(column: string | undefined, wanted: string): Test {
  const contains = (text: string) => text.toLowerCase().includes(wanted);
  switch (column) {
    case 'trigger':
      return ({ trigger }) => contains(trigger);
    case 'event':
      return ({ event }) => contains(event);
    case 'verdict':
      return ({ verdict, isFailure }) => (wanted === 'failed' ? isFailure : verdict?.startsWith(wanted) === true);
    default:
      return ({ text }) => contains(text);
  }
}

export function filteredDelivery(registration: WebhookRegistration, delivery: DeliverySummary): Filtered {
  const columns = columnsOf(registration, delivery);
  const problems = delivery.problems.map(({ pointer, message }) => `${pointer} ${message}`);
  const { trigger, event } = columns;
  return { ...columns, text: [trigger, registration.title, event, delivery.method, ...problems].join(' ') };
}

export function columnsOf(
  { operationId }: WebhookRegistration,
  delivery: DeliverySummary,
): Required<Omit<Filtered, 'text'>> {
  return {
    trigger: operationId,
    event: delivery.event ?? delivery.kind,
    verdict: verdictOf(delivery),
    isFailure: isFailure(delivery),
  };
}
