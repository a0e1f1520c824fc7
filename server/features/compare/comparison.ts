import type { OpenDocument } from '../../documents/document';
import type { Node } from '../../documents/tree';
import type { Definition } from '../../model/definition';
import type { TriggerFacts } from '../../model/triggers';
import { breakingNotCompared } from '../../rules/breaking-not-compared';
import type { At, Finding, Rule, Severity } from '../../rules/rule';
import { say } from '../../texts/say';

/** One version of a definition. */
export interface Version {
  document: OpenDocument;
  definition: Definition;
}

/** Something in both versions. */
export interface Pair<T> {
  old: T;
  now: T;
}

/** A change that breaks flows: a finding in the new version, with the old place as related information. */
export interface BreakingChange extends Finding {
  /** Undefined where the change is about the connector as a whole. */
  operationId: string | undefined;
  /**
   * What changed, within the operation: `body/config/url`, `query/site` for inputs, `ticket/id` for a field, with `[]` for
   * the items of a list. Empty for the operation itself.
   */
  path: string;
}

/** An operation that both versions have. */
export interface Subject extends Pair<TriggerFacts> {
  operationId: string;
  /** True when flows start with it: what changes in it breaks more than one step. */
  isTrigger: boolean;
}

/** Where a change is: in the new version, and in the old one unless it has no such place. */
export interface Place {
  at: At;
  oldAt?: At;
  operationId?: string;
  path?: string;
  severity?: Severity | undefined;
}

/** Maximum number of changes that are reported: whoever has more compares different connectors. */
const maxChanges = 2000;

/** Maximum number of pairs of schemas that are compared: definitions that refer to each other multiply. */
const maxPairs = 500_000;

/** The comparison of two versions: what was found, and how much may still be read. */
export class Comparison {
  readonly found: BreakingChange[] = [];
  private left = maxPairs;
  /** Pairs of schemas without a difference, the old one first, by the direction in which they are used. */
  private readonly same = { input: new Map<Node, Set<Node>>(), output: new Map<Node, Set<Node>>() };

  constructor(
    readonly old: Version,
    readonly now: Version,
  ) {}

  report(rule: Rule, message: string, { at, oldAt, operationId, path = '', severity }: Place): void {
    if (this.found.length >= maxChanges) {
      this.left = 0;
      return;
    }
    const related = oldAt ? [{ at: oldAt, message: say('The older version.'), document: this.old.document }] : [];
    const { code } = rule;
    this.found.push({
      code,
      rule: code,
      severity: severity ?? rule.severity,
      at,
      message,
      related,
      operationId,
      path,
    });
  }

  /** Counts one pair of schemas. False when no more may be compared. */
  mayCompare(): boolean {
    return --this.left >= 0;
  }

  isKnownSame(direction: 'input' | 'output', old: Node, now: Node): boolean {
    return this.same[direction].get(old)?.has(now) === true;
  }

  noteSame(direction: 'input' | 'output', old: Node, now: Node): void {
    const known = this.same[direction].get(old);
    if (known) known.add(now);
    else this.same[direction].set(old, new Set([now]));
  }

  /** Reports that not everything was compared, if that is so. */
  finish(): void {
    if (this.left > 0) return;
    const message = say`The versions differ too much, or are too large, to be compared to the end: ${this.found.length} changes are listed.`;
    const { code, severity } = breakingNotCompared;
    const at = { node: this.now.definition.root };
    this.found.push({ code, rule: code, severity, at, message, related: [], operationId: undefined, path: '' });
  }
}

/** The level of a change: an error in both profiles where it breaks a trigger. */
export const levelFor = ({ isTrigger }: Pick<Subject, 'isTrigger'>): Severity | undefined =>
  isTrigger ? 'error' : undefined;

/** The proposed operationId of the next revision of an operation. */
export function nextRevision(operationId: string): string {
  const [, name = operationId, revision = '1'] = /^(.*?)_?V(\d{1,3})$/.exec(operationId) ?? [];
  return `${name}_V${Number(revision) + 1}`;
}

/** The last sentence of messages: what to do. */
export const wayOut = (operationId: string, keep: string): string =>
  say`${keep}, or make the change in a new operation such as "${nextRevision(operationId)}".`;
