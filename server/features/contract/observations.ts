import type { PayloadChecker } from '../../engine/payload';
import type { Definition } from '../../model/definition';
import type { Evidence } from '../../model/inference/evidence';
import type { ObservedDelivery, UnsubscribeReport } from '../../protocol';
import type { Finding } from '../../rules/rule';
import { contractFindings, timeText, unsubscribeFindings } from './findings';

interface Known {
  receivedAt: string;
  evidence: Evidence;
}

interface OfDocument {
  /** By operationId, as the reports are. */
  deliveries: Map<string, Known>;
  unsubscribe: Map<string, UnsubscribeReport>;
}

/**
 * What was last seen of the triggers of each definition, open or not. Only the shape of a payload is kept, so that
 * findings are made from it anew for every version of the text and are never about an older one.
 */
export class Observations {
  private readonly documents = new Map<string, OfDocument>();

  /** Resolves when the delivery counts; without effect where a later one is known. */
  async note({ uri, operationId, receivedAt, ...body }: ObservedDelivery, payloads: PayloadChecker): Promise<void> {
    const { deliveries } = this.of(uri);
    const isLate = (): boolean => (deliveries.get(operationId)?.receivedAt ?? '') > receivedAt;
    if (isLate()) return;
    const { evidence } = await payloads.evidence([body]);
    if (!isLate()) deliveries.set(operationId, { receivedAt, evidence });
  }

  noteCheck(report: UnsubscribeReport): void {
    this.of(report.uri).unsubscribe.set(report.operationId, report);
  }

  findings(uri: string, definition: Definition | undefined): Finding[] {
    const known = this.documents.get(uri);
    if (!known || !definition) return [];
    const observations = [...known.deliveries].map(([operationId, { receivedAt, evidence }]) => ({
      operationId,
      evidence,
      label: `Last delivery ${timeText(receivedAt)}`,
    }));
    return [
      ...contractFindings(definition, observations),
      ...unsubscribeFindings(definition, known.unsubscribe.values()),
    ];
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
