/** `check --deliveries`: compares deliveries saved as fixtures (docs/deliveries.md) with the checked definitions. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { globSync } from 'tinyglobby';
import { checkAgainst } from './engine/payloadSchema';
import { contractFindings, schemaOfTrigger } from './features/contract/findings';
import type { Definition } from './model/definition';
import { type Evidence, evidenceOf } from './model/inference/evidence';
import { standalone } from './model/schemas';
import { triggerFacts } from './model/triggers';
import type { JsonObject } from './protocol/json';
import type { DeliveryFixture } from './protocol/payloads';
import type { Finding } from './rules/rule';
import { spanAt } from './rules/suppression';

export class Fixtures {
  /** By operationId. */
  readonly byTrigger = new Map<string, Fixture[]>();
  /** The files that are not fixtures, with the reason. */
  readonly faulty: { file: string; message: string }[] = [];

  /** The triggers of a definition that have fixtures. */
  triggersOf(definition: Definition): string[] {
    return triggersWith(this, definition);
  }

  /** The errors on the lines of a definition that contradict its fixtures. */
  findings(definition: Definition): Finding[] {
    return fixtureFindings(this, definition);
  }
}

interface Fixture {
  file: string;
  /** The start of messages. */
  label: string;
  body: unknown;
  evidence: Evidence;
}

/** Reads every JSON file below a folder. @throws when there is no such folder */
export function readFixtures(folder: string): Fixtures {
  const fixtures = new Fixtures();
  for (const name of globSync(['**/*.json'], { cwd: folder, dot: true }).sort()) {
    const file = join(folder, name);
    try {
      addFixture(fixtures, file, JSON.parse(readFileSync(file, 'utf8').replace(/^\ufeff/, '')));
    } catch (error) {
      fixtures.faulty.push({ file, message: (error as Error).message });
    }
  }
  return fixtures;
}

function addFixture({ byTrigger }: Fixtures, file: string, read: Partial<DeliveryFixture> | null): void {
  if (read === null || typeof read !== 'object' || typeof read.trigger !== 'string' || read.body === undefined) {
    throw new Error('It is no object with the operationId as "trigger" and the payload as "body".');
  }
  const { trigger, body } = read;
  const event = typeof read.event === 'string' && read.event !== '' ? ` ${read.event}` : '';
  const time = typeof read.receivedAt === 'string' ? ` of ${read.receivedAt.slice(0, 16).replace('T', ' ')}` : '';
  const same = byTrigger.get(trigger) ?? [];
  byTrigger.set(trigger, same);
  const fixture = { file, label: `Delivery${event}${time} (${file})`, body };
  if (isCompared(read)) same.push({ ...fixture, evidence: evidenceOf([body]) });
}

/** A text that is no JSON has no schema. */
function isCompared({ body, headers }: Partial<DeliveryFixture>): boolean {
  const type = headers && typeof headers === 'object' ? String(headers['content-type'] ?? '') : '';
  return typeof body !== 'string' || /\bjson\b/i.test(type);
}

function triggersWith({ byTrigger }: Fixtures, definition: Definition): string[] {
  return triggerFacts(definition).flatMap(({ operation }) =>
    operation.operationId !== undefined && byTrigger.has(operation.operationId) ? [operation.operationId] : [],
  );
}

/** The findings, each once for all fixtures that agree on it. */
function fixtureFindings(fixtures: Fixtures, definition: Definition): Finding[] {
  const told = new Map<string, { finding: Finding; more: number }>();
  for (const operationId of triggersWith(fixtures, definition)) {
    for (const fixture of fixtures.byTrigger.get(operationId)!) {
      for (const finding of findingsOf(definition, operationId, fixture)) {
        const key = [finding.code, spanAt(finding.at).start, finding.message.slice(fixture.label.length)].join(' ');
        const same = told.get(key);
        if (same) same.more++;
        else told.set(key, { finding, more: 0 });
      }
    }
  }
  return [...told.values()].map(({ finding, more }) =>
    more === 0 ? finding : { ...finding, message: `${finding.message} So it is in ${more} more.` },
  );
}

function findingsOf(definition: Definition, operationId: string, fixture: Fixture): Finding[] {
  const { label, evidence, body } = fixture;
  const found = contractFindings(definition, [{ operationId, evidence, label }]).map(
    (finding): Finding => (finding.code === 'delivery-mismatch' ? { ...finding, severity: 'error' } : finding),
  );
  if (found.some(({ code }) => code === 'delivery-mismatch')) return found;
  return [...found, ...otherProblems(definition, operationId, label, body)];
}

/** The violations of a `pattern`, a bound or an `anyOf`, checked as in the editor and reported on the schema as a whole. */
function otherProblems(definition: Definition, operationId: string, label: string, body: unknown): Finding[] {
  const member = schemaOfTrigger(definition, operationId);
  if (!member?.value) return [];
  const { conforms, problems } = checkAgainst(standalone(definition, member.value) as JsonObject, body);
  if (conforms !== false) return [];
  return problems.slice(0, 1).map(({ pointer, message }) => ({
    code: 'delivery-mismatch',
    rule: 'delivery-mismatch',
    severity: 'error',
    at: { key: member },
    message: `${label}: ${pointer === '' ? 'the payload' : pointer} ${message}.`,
    related: [],
  }));
}
