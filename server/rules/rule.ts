import type { OpenDocument } from '../documents/document';
import { keySpan, type Member, type Node, type Span, spanOf } from '../documents/tree';
import type { Definition } from '../model/definition';
import type { PropertiesFile } from '../model/propertiesFile';
import type { ScriptFile } from '../model/script';
import type { Section } from '../model/sections';
import type { Place, Role } from '../model/walk';
import type { Json } from '../protocol/json';
import type { Profile } from '../protocol/requests';

export type Severity = 'error' | 'warning' | 'information' | 'hint' | 'off';

/** One severity for both profiles, or one for each. */
export type Level = Severity | Record<Profile, Severity>;

/** The part of the text that a finding marks: a key, a value, or both with everything between them; a span in a script. */
export type At = { key: Member } | { member: Member } | { node: Node } | { span: Span };

interface Related {
  at: At;
  message: string;
  /** The document that the place is in, where that is another one than the finding's. */
  document?: OpenDocument | undefined;
}

export interface Finding {
  code: string;
  /** The code of the rule that reports it, whose page explains it. */
  rule: string;
  severity: Level;
  at: At;
  message: string;
  related: Related[];
  repair?: Repair | undefined;
  /** The name that the finding is about, for a fix that needs it. */
  subject?: string | undefined;
  /** True when only the first finding with this message is shown; `counted`: with the number of the others. */
  once?: Rule['once'] | undefined;
  /** False where the rest of the definition makes the finding moot; asked at each version, so that findings can be kept. */
  when?: ((definition: Definition) => boolean) | undefined;
}

/** The fix of a finding where its rule knows it. */
export type Repair =
  /** Another key for the marked member. */
  | { key: string }
  /** Other keys for members. */
  | { rename: { member: Member; key: string }[] }
  /** Another value for the marked one. */
  | { value: Json }
  /** A member to add, or another value for it. */
  | { add: string; value: Json; to: Node }
  /** Another key and value for a member. */
  | { replace: Member; key: string; value: Json }
  /** A member or an item of a list to remove. */
  | { remove: Member | Node }
  /** Members to remove together. */
  | { removeAll: Member[] }
  /** A member to move to another object. */
  | { move: Member; to: Node }
  /** Names to list in `required` of the schemas that hold them. */
  | { require: { name: string; holder: Node }[] };

export interface Details {
  related?: Related[];
  /** One of the rule's `variants`, reported instead of its own code. */
  code?: string;
  /** One of the rule's `otherLevels`, or one of them for each profile; `off` needs no declaration. */
  severity?: Level;
  repair?: Repair | undefined;
  subject?: string | undefined;
  /** As the rule's own `once`, for this finding. */
  once?: Rule['once'];
  when?: Finding['when'];
}

export type Report = (at: At, message: string, details?: Details) => void;

type PlaceCheck = (place: Place, report: Report) => void;
type MemberCheck = (member: Member, place: Place, report: Report) => void;

/**
 * The declaration of one diagnostic code, with the checks that report it. `places` checks one object by its role; `keys`
 * checks one member of any object (`x`: every member whose key begins with that letter). Their findings are kept as long as
 * the text around them stays the same. `section` checks a path item, or another object that is kept on its own;
 * `definition` checks the whole definition. The findings of both are kept as long as all answers that they got from the
 * definition are the same, so they must look at other sections only through its methods, never from its root down. `properties` checks `apiProperties.json`, `script` checks `script.csx`. A rule without any of them declares a code that another part reports, such as the parser or the command-line check.
 *
 * Its file also exports `docs` ({@link RuleDocs}), which the language server does not load.
 */
export interface Rule {
  code: string;
  /** What is wrong, in one sentence: for the table of rules, settings and `check --list-rules`. */
  summary: string;
  severity: Level;
  /** Every other level that the rule reports at, with the case in which it does: `for …`, `where …`. */
  otherLevels?: Partial<Record<Severity, string>>;
  /**
   * True when a file shows each message once, at its first place: one habit of a generator, not many faults. `counted`: the
   * message also says in how many places it is.
   */
  once?: true | 'counted';
  /** Codes that the rule reports instead of its own, with their severities. */
  variants?: Record<string, Severity>;
  places?: Partial<Record<Role | 'any', PlaceCheck>>;
  /** Where a key appears twice, only the last member is checked. List only keys that most objects don't have. */
  keys?: { [Key in `x${string}` | '$ref' | 'default' | 'enum']?: MemberCheck };
  /** The same finding at the same place of several sections, such as a parameter that they share, is reported once. */
  section?: (section: Section, definition: Definition, report: Report) => void;
  definition?: (definition: Definition, report: Report) => void;
  properties?: (file: PropertiesFile, report: Report) => void;
  script?: (script: ScriptFile, report: Report) => void;
  /** When it returns false, the findings of `places` and `keys` are dropped. */
  applies?: (definition: Definition) => boolean;
}

/** What a rule is about: the section of its row in the index of the rules. */
export type Topic =
  | 'trigger'
  | 'registration'
  | 'callback'
  | 'notification'
  | 'extension'
  | 'schema'
  | 'operation'
  | 'structure'
  | 'files'
  | 'certification'
  | 'breaking';

/** What a rule is based on, for the last line of its page. */
export interface RuleSource {
  /** Names of rules of Microsoft's validator; `…` for several that begin alike. */
  validator?: string[];
  /** Pages of Microsoft's documentation of custom connectors: the last part of the address, and the place on the page. */
  learn?: { page: string; place?: string }[];
  /** A repository and a file in it. Markdown, as is `other`. */
  code?: string;
  other?: string;
}

/**
 * The part of a rule's declaration for its page and `check --list-rules`. Markdown; a list is one string per paragraph or
 * list item (`- …`).
 */
export interface RuleDocs {
  topic: Topic;
  source?: RuleSource;
  /**
   * What silences a finding, if that is not what follows from the checks: the settings, and `x-flow-webhooks-ignore` in a
   * definition. `nothing`: only the command-line check reports it, and not about an object.
   */
  silencedBy?: 'settings' | 'nothing';
  why: string | string[];
  fix: string | string[];
  /** Examples that the rule reports: at the example's `level` if it has one, otherwise at the rule's severity. */
  incorrect: Example[];
  /** Examples that the rule does not report. */
  correct: Example[];
}

export interface Example {
  /** What the text is a part of; the tests complete it to a definition and check that. */
  within: ExampleContext;
  /** The level of the finding, where it is one of the rule's `otherLevels`; in a profile where it is `off`, there is none. */
  level?: Level;
  /** A sentence before the example on the page. */
  note?: string;
  text: string;
}

export type ExampleContext =
  /** The text is the whole file. */
  | 'file'
  /** Members of an object: of the definition, of `paths`, of a webhook trigger's path or operation, … */
  | 'root'
  | 'paths'
  | 'path'
  | 'webhook'
  | 'polling'
  | 'action'
  | 'unsubscribe'
  | 'body'
  | 'bodyProperties'
  | 'notificationSchema'
  | 'parameterMembers'
  | 'properties'
  /** An object: a parameter, a schema, or a policy of `apiProperties.json`. */
  | 'parameter'
  | 'schema'
  | 'policy'
  /** Members of `properties` in `apiProperties.json`, or that whole file. */
  | 'connector'
  | 'apiProperties'
  /** The whole of `script.csx`. */
  | 'script'
  /**
   * No definition gives the finding: it takes a delivery, an older version, a file of another kind, its bytes, or an HTTP
   * response.
   */
  | 'delivered'
  | 'versions'
  | 'delivery'
  | 'bytes'
  | 'http';

/** The member that a finding marks; undefined where it marks a value. */
export function markedMember(at: At): Member | undefined {
  return 'key' in at ? at.key : 'member' in at ? at.member : undefined;
}

/**
 * The value of a member. Its key where no value is written there (a YAML alias refers to an earlier value), or where the
 * value is an object, which would be too much to mark.
 */
export function valueAt(member: Member): At {
  const { value } = member;
  if (!value || value.end === value.start || value.kind === 'object') return { key: member };
  return spanOf(value).start < keySpan(member).end ? { key: member } : { node: value };
}

/** The name of a parameter; without one, the parameter. */
export function nameAt(parameter: Node): At {
  const name = parameter.member('name');
  return name ? valueAt(name) : { node: parameter };
}
/** The level of what only certification checks. */
export const inCertification = (severity: Severity): Record<Profile, Severity> => ({
  custom: 'off',
  certification: severity,
});

/** The severity of what works but is rejected by certification. */
export const rejectedByCertification: Record<Profile, Severity> = { custom: 'warning', certification: 'error' };

/** The severity in one of the profiles. */
export function levelIn(level: Level, profile: Profile): Severity {
  return typeof level === 'string' ? level : level[profile];
}
