import type { Member, Node } from '../../documents/tree';
import { requiredNames } from '../../model/schemas';
import { parametersOf } from '../../model/triggers';
import { breakingInputAdded } from '../../rules/breaking-input-added';
import { breakingInputEnum } from '../../rules/breaking-input-enum';
import { breakingInputFormat } from '../../rules/breaking-input-format';
import { breakingInputRemoved } from '../../rules/breaking-input-removed';
import { breakingInputRequired } from '../../rules/breaking-input-required';
import { breakingInputType } from '../../rules/breaking-input-type';
import { breakingParameterLocation } from '../../rules/breaking-parameter-location';
import type { At, Rule } from '../../rules/rule';
import { say } from '../../texts/say';
import { type Comparison, levelFor, type Pair, type Subject, wayOut } from './comparison';
import { choicesOf, type Field, fieldOf, lossAt, requiredAt } from './field';
import { FieldComparison, type Path, pathText } from './fields';

/** Compares what flows send: the parameters of both versions, and the properties of bodies. */
export function compareInputs(comparison: Comparison, subject: Subject): void {
  const old = parametersOf(comparison.old.definition, subject.old.operation);
  const now = parametersOf(comparison.now.definition, subject.now.operation);
  // A parameter may be behind a reference that leads nowhere: another rule reports that.
  if (old.unresolved || now.unresolved) return;
  const inputs = new InputComparison(comparison, subject);
  const parameters = { old: old.parameters.filter(isInput), now: now.parameters.filter(isInput) };
  inputs.compareParameters(parameters);
  inputs.compareBodies({ old: parameters.old.find(isBody), now: parameters.now.find(isBody) });
}

const isBody = (parameter: Node): boolean => parameter.text('in') === 'body';

/** The connection fills in `connectionId`; it is no input of flows. */
const isInput = (parameter: Node): boolean => parameter.text('name') !== 'connectionId' || isBody(parameter);

/** A parameter other than a body, by where it is sent and its name. Names of headers have no case. */
const keyOf = (parameter: Node): string => {
  const place = parameter.text('in') ?? '';
  const name = parameter.text('name') ?? '';
  return `${place} ${place === 'header' ? name.toLowerCase() : name}`;
};

const isRequired = (parameter: Node): boolean =>
  parameter.text('in') === 'path' || parameter.get('required')?.value === true;

/** The mark of a parameter: its name. */
function nameAt(parameter: Node): At {
  const name = parameter.get('name');
  return { node: name ?? parameter };
}

const pathOf = (parameter: Node): Path => [parameter.text('in') ?? '', parameter.text('name') ?? ''];

class InputComparison extends FieldComparison {
  protected readonly direction = 'input';

  compareParameters({ old, now }: Pair<Node[]>): void {
    const oldOnes = new Map(old.filter((one) => !isBody(one)).map((one) => [keyOf(one), one]));
    const nowOnes = new Map(now.filter((one) => !isBody(one)).map((one) => [keyOf(one), one]));
    const added = new Map([...nowOnes].filter(([key]) => !oldOnes.has(key)));
    for (const [key, parameter] of oldOnes) {
      const same = nowOnes.get(key);
      if (same) this.compareParameter({ old: parameter, now: same });
      else this.compareMoved(parameter, added);
    }
    for (const parameter of added.values()) {
      const field = this.parameterField('now', parameter);
      if (field && isRequired(parameter)) this.reportAdded(field, nameAt(parameter), pathOf(parameter));
    }
  }

  /** @param added the parameters that only the new version has; loses the one that is this parameter elsewhere */
  private compareMoved(old: Node, added: Map<string, Node>): void {
    const name = old.text('name');
    const [key, now] = [...added].find(([, one]) => one.text('name') === name) ?? [];
    if (!key || !now) {
      const field = this.parameterField('old', old);
      if (field) this.reportRemoved(field, this.parametersAt(), pathOf(old));
      return;
    }
    added.delete(key);
    const { operationId } = this.subject;
    this.comparison.report(
      breakingParameterLocation,
      say`The input \`${name}\` of "${operationId}" moved from ${old.text('in')} to ${now.text('in')}. Flows still send it in the old place. ${wayOut(operationId, say('Leave it there'))}`,
      {
        at: { node: now.get('in') ?? now },
        oldAt: { node: old.get('in') ?? old },
        operationId,
        path: pathText(pathOf(old)),
        severity: levelFor(this.subject),
      },
    );
    this.compareParameter({ old, now });
  }

  private compareParameter({ old, now }: Pair<Node>): void {
    const fields = { old: this.parameterField('old', old), now: this.parameterField('now', now) };
    if (!fields.old || !fields.now) return;
    const both = { old: fields.old, now: fields.now };
    if (!isRequired(old) && isRequired(now)) {
      const flag = now.get('required');
      this.reportRequired(both, flag ? { node: flag } : nameAt(now), pathOf(old));
    }
    this.compare(both, pathOf(old));
  }

  private parameterField(version: 'old' | 'now', parameter: Node): Field | undefined {
    return fieldOf(this.comparison[version].definition, parameter, nameAt(parameter));
  }

  /** The place in the new version that lost a parameter. */
  private parametersAt(): At {
    const { operation } = this.subject.now;
    const list = operation.node.member('parameters') ?? operation.pathItem.member('parameters');
    return { key: list ?? operation.member };
  }

  compareBodies({ old, now }: Partial<Pair<Node | undefined>>): void {
    const oldField = old && this.bodyField('old', old);
    const nowField = now && this.bodyField('now', now);
    if (oldField && nowField) {
      this.compareBodyNames({ old: old!, now: now! });
      if (old?.get('required')?.value === false && now?.get('required')?.value === true) {
        this.reportRequired({ old: oldField, now: nowField }, { node: now.get('required')! }, ['body']);
      }
      this.compare({ old: oldField, now: nowField }, ['body']);
    } else if (oldField && !now) {
      this.reportAllRemoved(oldField, this.parametersAt(), ['body']);
    } else if (nowField && !old && now?.get('required')?.value === true) {
      this.reportAllAdded(nowField, nameAt(now), ['body']);
    }
  }

  private bodyField(version: 'old' | 'now', body: Node): Field | undefined {
    const schema = body.member('schema');
    const { definition } = this.comparison[version];
    return schema && fieldOf(definition, schema.value, { key: schema });
  }

  /**
   * Power Automate saves inputs as `name of the body parameter/property` (Azure/LogicAppsUX,
   * `bjsworkflow/__test__/initialize.spec.ts`), so another name loses all of them.
   */
  private compareBodyNames({ old, now }: Pair<Node>): void {
    const names = { old: old.text('name'), now: now.text('name') };
    if (!names.old || !names.now || names.old === names.now) return;
    const { operationId } = this.subject;
    this.comparison.report(
      breakingInputRemoved,
      say`The body parameter of "${operationId}" was called \`${names.old}\` and is now called \`${names.now}\`. Flows keep their values under the old name. Restore the name.`,
      { at: nameAt(now), oldAt: nameAt(old), operationId, path: 'body', severity: levelFor(this.subject) },
    );
  }

  protected compareValue({ old, now }: Pair<Field>, path: Path): boolean {
    // Where the callback URL goes is compared for the operation as a whole.
    if (old.callback || now.callback) return false;
    this.compareSources({ old, now }, path, say`the input \`${pathText(path)}\` of "${this.subject.operationId}"`);
    if (old.dynamic || now.dynamic) return false;
    if (old.type !== now.type) {
      // An input without a type takes any value.
      if (now.type === 'any') return false;
      const change = say`changed its type from ${old.type} to ${now.type}`;
      this.report(breakingInputType, { old, now }, 'type', path, say`${change}, and values in flows have the old one`);
      return false;
    }
    if (old.format !== now.format) {
      const change = say`changed its format from ${old.format ?? 'none'} to ${now.format ?? 'none'}`;
      this.report(
        breakingInputFormat,
        { old, now },
        'format',
        path,
        say`${change}, and values in flows have the old one`,
      );
    }
    this.compareChoices({ old, now }, path);
    return true;
  }

  private compareChoices({ old, now }: Pair<Field>, path: Path): void {
    const before = choicesOf(old.node);
    const after = new Set(choicesOf(now.node));
    if (after.size === 0) return;
    const lost = before.filter((value) => !after.has(value));
    const change =
      before.length === 0
        ? say('now accepts only the values of a list, and flows may have others')
        : lost.length > 0
          ? say`no longer accepts ${listed(lost)}, which flows may have`
          : undefined;
    if (change) this.report(breakingInputEnum, { old, now }, 'enum', path, change);
  }

  protected compareProperties(fields: Pair<Field>, properties: Pair<Map<string, Member>>, path: Path): void {
    const { comparison } = this;
    const required = {
      old: requiredNames(comparison.old.definition, fields.old.node),
      now: requiredNames(comparison.now.definition, fields.now.node),
    };
    for (const [name, member] of properties.old) {
      const old = this.propertyOf('old', member);
      const same = properties.now.get(name);
      const now = same && this.propertyOf('now', same);
      const inner = [...path, name];
      if (old && !same) this.reportAllRemoved(old, lossAt(fields.now), inner);
      if (!old || !now) continue;
      if (!required.old.has(name) && required.now.has(name)) {
        this.reportRequired({ old, now }, requiredAt(fields.now.node, name, now.at), inner);
      }
      this.compare({ old, now }, inner);
    }
    for (const [name, member] of properties.now) {
      if (properties.old.has(name) || !required.now.has(name)) continue;
      const field = this.propertyOf('now', member);
      if (field) this.reportAdded(field, field.at, [...path, name]);
    }
  }

  /** Reports a new body that is required: each property that it requires, or the body itself where it is no object. */
  private reportAllAdded(field: Field, at: At, path: Path): void {
    const { definition } = this.comparison.now;
    const names = requiredNames(definition, field.node);
    if (field.type !== 'object') this.reportAdded(field, at, path);
    for (const name of names) {
      const member = field.node.get('properties')?.member(name);
      const inner = member && this.propertyOf('now', member);
      if (inner) this.reportAdded(inner, inner.at, [...path, name]);
    }
  }

  private reportAdded(field: Field, at: At, path: Path): void {
    if (field.callback || isReadOnly(field)) return;
    const { operationId } = this.subject;
    const reason =
      field.node.member('default') !== undefined
        ? say('Saved flows do not send it: its default is added only when a flow is edited.')
        : say('Saved flows do not send it.');
    this.comparison.report(
      breakingInputAdded,
      say`${this.name(path)} is new and required. ${reason} ${wayOut(operationId, say('Make it optional'))}`,
      {
        at,
        oldAt: { key: this.subject.old.operation.member },
        operationId,
        path: pathText(path),
        severity: levelFor(this.subject),
      },
    );
  }

  private reportRequired({ old, now }: Pair<Field>, at: At, path: Path): void {
    if (now.callback || isReadOnly(now)) return;
    const { operationId } = this.subject;
    const isFilledIn =
      old.internal && old.node.member('default') !== undefined && now.node.member('default') !== undefined;
    const message = isFilledIn
      ? say`${this.name(path)} is now required. Flow makers do not fill it in, since it is hidden and has a default: only flows that were saved without it lack the value.`
      : say`${this.name(path)} was optional and is now required. Flows that left it empty do not send it. ${wayOut(operationId, say('Leave it optional'))}`;
    this.comparison.report(breakingInputRequired, message, {
      at,
      oldAt: old.at,
      operationId,
      path: pathText(path),
      severity: isFilledIn ? 'information' : levelFor(this.subject),
    });
  }

  protected reportRemoved(field: Field, lostAt: At, path: Path): void {
    // The properties of a body are its inputs, not the body.
    if (path.length === 1 && field.type === 'object' && field.node.member('properties')) return;
    // Nobody filled it in, and there was no default to send.
    if (field.callback || (field.internal && !field.node.member('default')) || isReadOnly(field)) return;
    const { operationId } = this.subject;
    this.comparison.report(
      breakingInputRemoved,
      say`${this.name(path)} is gone. Flows still have a value for it. ${wayOut(operationId, say('Restore it'))}`,
      { at: lostAt, oldAt: field.at, operationId, path: pathText(path), severity: levelFor(this.subject) },
    );
  }

  private report(rule: Rule, fields: Pair<Field>, key: string, path: Path, change: string): void {
    this.comparison.report(
      rule,
      `${this.name(path)} ${change}. ${wayOut(this.subject.operationId, say('Restore it'))}`,
      this.place(fields, key, path),
    );
  }

  /** The subject of a sentence. */
  private name(path: Path): string {
    return say`The input \`${pathText(path)}\` of "${this.subject.operationId}"`;
  }
}

const isReadOnly = ({ node }: Field): boolean =>
  node.get('readOnly')?.value === true || node.text('x-ms-permission')?.toLowerCase() === 'read-only';

/** Maximum number of values that a message lists. */
const maxValues = 5;

function listed(values: string[]): string {
  const shown = values.slice(0, maxValues).join(', ');
  return values.length > maxValues ? say`${shown} and ${values.length - maxValues} more` : shown;
}
