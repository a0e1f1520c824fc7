import { isObject, type Member, type Node } from '../../documents/tree';
import { isInternal } from '../../model/schemas';
import { outputOf } from '../../model/triggerOutput';
import type { TriggerFacts } from '../../model/triggers';
import { breakingNotificationContent } from '../../rules/breaking-notification-content';
import { breakingOutputEnum } from '../../rules/breaking-output-enum';
import { breakingOutputFormat } from '../../rules/breaking-output-format';
import { breakingOutputRemoved } from '../../rules/breaking-output-removed';
import { breakingOutputType } from '../../rules/breaking-output-type';
import type { At, Rule } from '../../rules/rule';
import { say } from '../../texts/say';
import { type Comparison, levelFor, type Pair, type Subject, wayOut } from './comparison';
import { choicesOf, type Field, fieldOf, lossAt } from './field';
import { FieldComparison, type Path, pathText } from './fields';

/** Compares what later steps of a flow can use: the notification of a webhook, otherwise the response. */
export function compareOutputs(comparison: Comparison, subject: Subject): void {
  const { operationId } = subject;
  const { old, now } = subject;
  if (hasNotification(old) && !now.content) {
    const inside = now.operation.node.member('x-ms-notification-content');
    const moved = inside ? say('is now inside the operation, where the designer does not read it') : say('is gone');
    comparison.report(
      breakingNotificationContent,
      say`The \`x-ms-notification-content\` of "${operationId}" ${moved}. Flows lose the fields of its deliveries. Put it back in the path, next to the operation.`,
      {
        at: { key: inside ?? now.operation.pathMember },
        oldAt: { key: old.content! },
        operationId,
        severity: levelFor(subject),
      },
    );
    return;
  }
  const holders = { old: outputHolder(comparison, 'old', old), now: outputHolder(comparison, 'now', now) };
  if (!holders.old) return;
  compareBodies(comparison, subject, { old: holders.old, now: holders.now });
  compareHeaders(comparison, subject, { old: holders.old, now: holders.now });
}

const hasNotification = ({ kind, content }: TriggerFacts): boolean =>
  content !== undefined && (kind === 'webhook' || kind === 'webhookAction');

/** The notification content or the response that gives the output of an operation. */
interface Holder {
  node: Node;
  at: At;
}

function outputHolder(comparison: Comparison, version: 'old' | 'now', facts: TriggerFacts): Holder | undefined {
  const { definition } = comparison[version];
  const { operation } = facts;
  const content = hasNotification(facts) ? facts.content : undefined;
  // An action at the path of a trigger has its own response.
  const node = outputOf(definition, { ...facts, content });
  if (!isObject(node)) return undefined;
  const responses = operation.node.get('responses')?.members ?? [];
  const member = content ?? responses.find(({ value }) => definition.resolve(value) === node) ?? operation.member;
  return { node, at: { key: member } };
}

/** The output that the new version has in its place; undefined where there is no response at all. */
type Holders = { old: Holder; now: Holder | undefined };

function compareBodies(comparison: Comparison, subject: Subject, { old, now }: Holders): void {
  const schema = old.node.member('schema');
  const field = schema && fieldOf(comparison.old.definition, schema.value, { key: schema });
  if (!field || field.internal) return;
  const outputs = new OutputComparison(comparison, subject, 'body');
  const nowSchema = now?.node.member('schema');
  if (!nowSchema) {
    outputs.reportLost(field, now?.at ?? { key: subject.now.operation.member }, []);
    return;
  }
  const nowField = fieldOf(comparison.now.definition, nowSchema.value, { key: nowSchema });
  if (nowField) outputs.compare({ old: field, now: nowField }, []);
}

function compareHeaders(comparison: Comparison, subject: Subject, { old, now }: Holders): void {
  const headers = old.node.get('headers');
  const outputs = new OutputComparison(comparison, subject, 'header');
  for (const member of isObject(headers) ? headers.members : []) {
    const field = fieldOf(comparison.old.definition, member.value, { key: member });
    if (!field || isInternal(field.node)) continue;
    const path = ['headers', member.key];
    const nowMember = now?.node
      .get('headers')
      ?.members.find(({ key }) => key.toLowerCase() === member.key.toLowerCase());
    const nowField = nowMember && fieldOf(comparison.now.definition, nowMember.value, { key: nowMember });
    if (nowField) outputs.compare({ old: field, now: nowField }, path);
    else if (!nowMember) outputs.reportLost(field, now?.at ?? { key: subject.now.operation.member }, path);
  }
}

class OutputComparison extends FieldComparison {
  protected readonly direction = 'output';

  constructor(
    comparison: Comparison,
    subject: Subject,
    private readonly part: 'body' | 'header',
  ) {
    super(comparison, subject);
  }

  /** Reports all fields of a body that the new version does not describe. */
  reportLost(field: Field, lostAt: At, path: Path): void {
    this.reportAllRemoved(field, lostAt, path);
  }

  protected compareValue({ old, now }: Pair<Field>, path: Path): boolean {
    // Flow makers never saw an internal field, nor what is in it.
    if (old.internal) return false;
    if (now.internal) {
      this.reportHidden({ old, now }, path);
      return false;
    }
    this.compareSources({ old, now }, path, this.nameInside(path));
    // What the service describes at run time can't be compared.
    if (old.dynamic || now.dynamic) return false;
    if (old.type !== now.type) {
      if (old.type === 'any') return false;
      this.report(
        breakingOutputType,
        { old, now },
        'type',
        path,
        say`changed its type from ${old.type} to ${now.type}`,
      );
      this.reportContentRemoved(old, now.at, path);
      return false;
    }
    if (old.format !== now.format) this.reportFormat({ old, now }, path);
    if (choicesOf(old.node).length > 0 && choicesOf(now.node).length === 0) {
      this.report(breakingOutputEnum, { old, now }, 'enum', path, say('no longer lists its values (`enum`)'));
    }
    return true;
  }

  protected compareProperties({ now }: Pair<Field>, properties: Pair<Map<string, Member>>, path: Path): void {
    for (const [name, member] of properties.old) {
      const old = this.propertyOf('old', member);
      if (!old) continue;
      const same = properties.now.get(name);
      const inner = [...path, name];
      if (!same) {
        this.reportAllRemoved(old, lossAt(now), inner);
        continue;
      }
      const field = this.propertyOf('now', same);
      if (field) this.compare({ old, now: field }, inner);
    }
  }

  protected reportRemoved(field: Field, lostAt: At, path: Path): void {
    // The body as a whole is always dynamic content, a file never is (Azure/LogicAppsUX, `swagger/parser.ts`).
    if (field.internal || field.type === 'file' || path.length === 0) return;
    const { operationId } = this.subject;
    const step = path.at(-1) === '[]' ? say('The items of this list') : say('The field');
    this.comparison.report(
      breakingOutputRemoved,
      say`${this.name(path)} is gone. ${step} can be in use as dynamic content, and steps with it become invalid. ${wayOut(operationId, say('Restore it'))}`,
      {
        at: lostAt,
        oldAt: field.at,
        operationId,
        path: pathText(path),
        severity: levelFor(this.subject),
      },
    );
  }

  private reportHidden(fields: Pair<Field>, path: Path): void {
    const { operationId } = this.subject;
    this.comparison.report(
      breakingOutputRemoved,
      say`${this.name(path)} is now internal. Flows that use it still get its value, but flow makers can no longer choose it. Remove \`x-ms-visibility\` if they should.`,
      { ...this.place(fields, 'x-ms-visibility', path), operationId, severity: 'information' },
    );
  }

  private reportFormat({ old, now }: Pair<Field>, path: Path): void {
    const change =
      old.format === undefined
        ? say`now has the format ${now.format}`
        : now.format === undefined
          ? say`no longer has the format ${old.format}`
          : say`changed its format from ${old.format} to ${now.format}`;
    this.report(breakingOutputFormat, { old, now }, 'format', path, change);
  }

  private report(rule: Rule, fields: Pair<Field>, key: string, path: Path, change: string): void {
    const { operationId } = this.subject;
    this.comparison.report(
      rule,
      say`${this.name(path)} ${change}. Later steps of flows were made for the old one. ${wayOut(operationId, say('Restore it'))}`,
      this.place(fields, key, path),
    );
  }

  /** The subject of a sentence. */
  private name(path: Path): string {
    const name = this.nameInside(path);
    return name[0]!.toUpperCase() + name.slice(1);
  }

  /** The name within a sentence. */
  private nameInside(path: Path): string {
    const { operationId, old } = this.subject;
    const holder = hasNotification(old) ? say('the notification') : say('the response');
    if (path.length === 0) return say`the body of ${holder} of "${operationId}"`;
    if (this.part === 'header') return say`the header \`${path[1]}\` in ${holder} of "${operationId}"`;
    return say`\`${pathText(path)}\` in ${holder} of "${operationId}"`;
  }
}
