import { keySpan, type Member, type Node, spanOf } from '../documents/tree';
import type { Definition } from '../model/definition';
import type { Place, Role } from '../model/walk';
import type { Json } from '../protocol/json';
import type { Profile } from '../protocol/requests';

export type Severity = 'error' | 'warning' | 'information' | 'hint' | 'off';

/** What a finding marks: a key, a value, or both with what is between. */
export type At = { key: Member } | { member: Member } | { node: Node };

export interface Related {
  at: At;
  message: string;
  /** It stands in `apiProperties.json`. */
  inProperties?: true;
}

export interface Finding {
  code: string;
  /** The rule that found it, whose page explains it. */
  rule: string;
  severity: Severity | Record<Profile, Severity>;
  at: At;
  message: string;
  related: Related[];
  repair?: Repair | undefined;
}

/** What mends a finding, where the rule that found it knows: another key, another value, or a member that is added. */
export type Repair = { key: string } | { value: Json } | { add: string; value: Json; to: Node };

export interface Details {
  related?: Related[];
  /** Where one rule has a code for each key, as the types of extensions do. */
  code?: string;
  severity?: Severity;
  repair?: Repair | undefined;
}

export type Report = (at: At, message: string, details?: Details) => void;

export type PlaceCheck = (place: Place, report: Report) => void;
export type MemberCheck = (member: Member, place: Place, report: Report) => void;

/**
 * One diagnostic code. `places` look at one object by what it is, `keys` at one member of whatever object (`x`: each whose
 * key begins with that letter), and what both find is kept as long as the text around it is; `definition` looks at the
 * whole, at each version, and so must work from kept facts.
 */
export interface Rule {
  code: string;
  severity: Severity | Record<Profile, Severity>;
  places?: Partial<Record<Role | 'any', PlaceCheck>>;
  /** Of keys that stand twice the last counts; only such as most objects have none of. */
  keys?: { [Key in `x${string}` | '$ref' | 'default' | 'enum']?: MemberCheck };
  definition?: (definition: Definition, report: Report) => void;
  /** Where it answers false, what `places` and `keys` found is not told. */
  applies?: (definition: Definition) => boolean;
}

/** The member that a finding marks; undefined where it marks a value. */
export function markedMember(at: At): Member | undefined {
  return 'key' in at ? at.key : 'member' in at ? at.member : undefined;
}

/**
 * The value of a member, or its key where no value is written there (a YAML alias stands for one that is written before),
 * or a whole object, which would be too much to mark.
 */
export function valueAt(member: Member): At {
  const { value } = member;
  if (!value || value.end === value.start || value.kind === 'object') return { key: member };
  return spanOf(value).start < keySpan(member).end ? { key: member } : { node: value };
}

/** A warning where the definition still works, an error where it is to be certified. */
export const certified: Record<Profile, Severity> = { custom: 'warning', certification: 'error' };
