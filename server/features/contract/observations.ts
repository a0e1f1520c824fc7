import type { Node } from '../../documents/tree';
import type { PayloadChecker } from '../../engine/payload';
import type { Definition } from '../../model/definition';
import type { Evidence } from '../../model/inference/evidence';
import type { StoredBody } from '../../protocol/body';
import { FileMap, type FileRules } from '../../protocol/fileNames';
import type { ObservedDelivery, UnsubscribeReport } from '../../protocol/payloads';
import type { Finding } from '../../rules/rule';
import { say } from '../../texts/say';
import { contractFindings, factsOf, timeText, unsubscribeFindings } from './findings';
import { contentOf } from './merge';
import { mayBeViolated, placesIn, toViolated, type Violated, violationFindings } from './violations';

interface Known {
  receivedAt: string;
  sentFromHere: boolean;
  evidence: Evidence;
  body: StoredBody;
  /** The schema that the body was last checked against, as JSON, with the result. */
  judged: {
    schema: string;
    violated: Violated[];
    isAsking: boolean;
    /** True when another check was asked for meanwhile. */
    isLate: boolean;
  };
}

interface OfDocument {
  /** By operationId. */
  deliveries: Map<string, Known>;
  unsubscribe: Map<string, UnsubscribeReport>;
}

/**
 * The last observations of the triggers of each definition, open or not. Only the shape of a payload is kept: findings
 * are made from it again for every version of the text, so that they are never about an older one. What the shape cannot
 * show, such as whether a `pattern` matches, the worker checks on the stored body, once for each version of the schema.
 */
export class DeliveryObservations {
  private readonly documents: FileMap<OfDocument>;

  /** @param changed is called when the worker has finished and the findings of the document have changed */
  constructor(
    private readonly payloads: PayloadChecker,
    private readonly changed: (uri: string) => void,
    rules: FileRules,
  ) {
    this.documents = new FileMap(rules);
  }

  /** Resolves when the delivery is taken into account. Without effect when a later one is known. */
  async note({
    uri,
    operationId,
    receivedAt,
    sentFromHere = false,
    replaces,
    ...body
  }: ObservedDelivery): Promise<void> {
    const { deliveries } = this.of(uri);
    const isLate = (): boolean => !replaces && (deliveries.get(operationId)?.receivedAt ?? '') > receivedAt;
    if (isLate()) return;
    const { evidence } = await this.payloads.evidence([body]);
    if (!isLate())
      deliveries.set(operationId, {
        receivedAt,
        sentFromHere,
        evidence,
        body,
        judged: { schema: '', violated: [], isAsking: false, isLate: false },
      });
  }

  noteCheck(report: UnsubscribeReport): void {
    this.of(report.uri).unsubscribe.set(report.operationId, report);
  }

  findings(uri: string, definition: Definition | undefined): Finding[] {
    const known = this.documents.get(uri);
    if (!known || !definition) return [];
    const observations = [...known.deliveries].map(([operationId, one]) => ({
      operationId,
      evidence: one.evidence,
      label: labelOf(one),
    }));
    return [
      ...contractFindings(definition, observations),
      ...[...known.deliveries].flatMap(([operationId, one]) => this.violations(uri, definition, operationId, one)),
      ...unsubscribeFindings(definition, known.unsubscribe.values()),
    ];
  }

  private violations(uri: string, definition: Definition, operationId: string, known: Known): Finding[] {
    const facts = factsOf(definition, operationId);
    const schema = facts && contentOf(facts)?.get('schema');
    if (!facts || !schema) return [];
    if (!definition.broken) void this.judge(uri, definition, schema, known);
    const label = labelOf(known);
    const { member } = facts.operation;
    return violationFindings(definition, schema, { operationId, member }, label, known.judged.violated);
  }

  /**
   * Checks the stored body when the schema has changed since the last check. The old result is kept until the new one
   * is there.
   */
  private async judge(uri: string, definition: Definition, schema: Node, { body, judged }: Known): Promise<void> {
    if (judged.isAsking) {
      judged.isLate = true;
      return;
    }
    const { data, at } = placesIn(definition, schema);
    const text = JSON.stringify(data);
    if (judged.schema === text) return;
    judged.schema = text;
    const had = judged.violated.length > 0;
    judged.isAsking = true;
    try {
      // The body may have been deleted: then nothing is known about it.
      const found = mayBeViolated(data) ? await this.payloads.violations([body], data).catch(() => []) : [];
      judged.violated = toViolated(found, at);
    } finally {
      judged.isAsking = false;
    }
    const { isLate } = judged;
    judged.isLate = false;
    if (had || isLate || judged.violated.length > 0) this.changed(uri);
  }

  private of(uri: string): OfDocument {
    let known = this.documents.get(uri);
    if (!known) {
      known = { deliveries: new Map(), unsubscribe: new Map() };
      this.documents.set(uri, known);
    }
    return known;
  }
}

const labelOf = ({ receivedAt, sentFromHere }: Known): string =>
  say`Last delivery ${sentFromHere ? say('(sent from here)') : say('from the service')} ${timeText(receivedAt)}`;
