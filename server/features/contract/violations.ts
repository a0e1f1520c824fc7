import { isObject, type Member, type Node, toData } from '../../documents/tree';
import type { Violation } from '../../engine/payloadSchema';
import type { Definition } from '../../model/definition';
import { standalone } from '../../model/schemas';
import type { JsonObject } from '../../protocol/json';
import { pointerKeys } from '../../protocol/pointer';
import type { Finding } from '../../rules/rule';
import { say } from '../../texts/say';

/** A violation that a check of a delivery found, besides types, nulls, enum values and required members. */
export interface Violated extends Violation {
  /** The keyword's value at the time of the check, as JSON: once it has changed, the violation no longer counts. */
  value: string;
}

/** A finding on a keyword, with the data for its fix. */
export interface ViolationFinding extends Finding {
  violation: { operationId: string; holder: Node; member: Member };
}

/** The keywords about which evidence shows nothing. */
const judged =
  /^(pattern|(min|max)(Length|Items|Properties)|(exclusiveM|m)(inimum|aximum)|multipleOf|uniqueItems|anyOf|oneOf|not)$/;

/** The keywords with branches, of which some may fail. */
const combining = new Set(['anyOf', 'oneOf', 'not']);
const maps = new Set(['properties', 'definitions', 'patternProperties']);

/** Maximum number of findings shown at once. */
const maxFindings = 100;

/** True when a self-contained schema has keywords that can only be checked on the payload itself. */
export function mayBeViolated(schema: JsonObject): boolean {
  const pending: unknown[] = [schema];
  for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
    if (at === null || typeof at !== 'object') continue;
    if (Object.keys(at).some((key) => judged.test(key))) return true;
    pending.push(...Object.values(at));
  }
  return false;
}

/** The schema as data, with a lookup from a path in it to the node of the definition that it came from. */
export function placesIn(
  definition: Definition,
  schema: Node,
): { data: JsonObject; at(path: string[]): Node | undefined } {
  const names = new Map<string, string>();
  const data = standalone(definition, schema, names) as JsonObject;
  const targets = new Map([...names].map(([target, name]) => [name, definition.target(target)]));
  return {
    data,
    at: (path) => (path[0] === 'definitions' ? walk(targets.get(path[1]!), path.slice(2)) : walk(schema, path)),
  };
}

function walk(from: Node | undefined, path: string[]): Node | undefined {
  let at = from;
  for (const key of path) at = at?.kind === 'array' ? at.items[Number(key)] : at?.get(key);
  return at;
}

/** The violations that can be shown to the user, with the current value of the keyword. */
export function toViolated(violations: Violation[], at: (path: string[]) => Node | undefined): Violated[] {
  return violations.flatMap((violation): Violated[] => {
    if (!judged.test(violation.keyword) || isInBranch(violation.path)) return [];
    const member = memberAt(at, violation.path)?.member;
    return member?.value ? [{ ...violation, value: JSON.stringify(toData(member.value)) }] : [];
  });
}

export function violationFindings(
  definition: Definition,
  schema: Node | undefined,
  operation: { operationId: string; member: Member },
  label: string,
  violated: Violated[],
): ViolationFinding[] {
  if (violated.length === 0 || !isObject(schema)) return [];
  const { at } = placesIn(definition, schema);
  return violated.slice(0, maxFindings).flatMap(({ path, pointer, message, value }): ViolationFinding[] => {
    const found = memberAt(at, path);
    if (!found?.member.value || JSON.stringify(toData(found.member.value)) !== value) return [];
    const where = pointer === '' ? say('the payload') : `\`${short(pathOf(pointer))}\``;
    return [
      {
        code: 'delivery-mismatch',
        rule: 'delivery-mismatch',
        severity: 'warning',
        at: { key: found.member },
        message: `${label}: ${where} ${short(message)}.`,
        related: [{ at: { key: operation.member }, message: say`Delivered to \`${operation.operationId}\`.` }],
        violation: { operationId: operation.operationId, ...found },
      },
    ];
  });
}

function memberAt(at: (path: string[]) => Node | undefined, path: string[]) {
  const holder = at(path.slice(0, -1));
  const member = holder?.member(path.at(-1)!);
  return holder && member && { holder, member };
}

/** True inside a combination such as `anyOf`, which is reported as a whole. */
function isInBranch(path: string[]): boolean {
  return path.slice(0, -1).some((key, index) => combining.has(key) && !maps.has(path[index - 1] ?? ''));
}

/** `/commits/0/id` as `commits[0].id`. */
function pathOf(pointer: string): string {
  return pointerKeys(pointer).reduce(
    (text, name) => (/^\d+$/.test(name) ? `${text}[${name}]` : text ? `${text}.${name}` : name),
    '',
  );
}

const short = (text: string): string => (text.length > 120 ? `${text.slice(0, 120)}…` : text);
