/** What the output panel and the view let through. Pure. */
import type { DeliverySummary } from '../domain/delivery';
import type { WebhookRegistration } from '../domain/registration';
import { type DeliveryVerdict, isFailure, verdictOf } from './verdict';

/** What a filter looks at. */
export interface Filtered {
  trigger: string;
  event: string;
  /** Undefined for what is no delivery. */
  verdict?: DeliveryVerdict;
  isFailure: boolean;
  /** Everything that is shown of it. */
  text: string;
}

export interface Filter {
  /** As the person wrote it; empty where everything goes through. */
  text: string;
  matches(one: Filtered): boolean;
}

type Test = (one: Filtered) => boolean;

/**
 * Words that all have to fit: `trigger:`, `event:` and `verdict:` look at one column, every other word at the whole
 * line. Capitals do not matter; `-` before a word turns it round; quotation marks hold words together.
 * `verdict:failed` is what somebody should look at: `differs` and `refused`.
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
