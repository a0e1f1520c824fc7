import type { Member, Node } from '../documents/tree';
import type { MethodName, Place, Role } from './walk';

/** What results are kept with, as long as it is the same object. */
export interface Keeper {
  /** Results by the index of their {@link Memory}. */
  kept: (Remembered | undefined)[];
}

/** One operation of a path item. */
export interface Operation extends Keeper {
  place: Place;
  node: Node;
  method: MethodName;
  /** The member of the path item that holds it. */
  member: Member;
  path: string;
  pathMember: Member;
  pathItem: Node;
  operationId: string | undefined;
  /** True when the operation or its path item has an extension for triggers. */
  marked: boolean;
}

/** A `$ref` at a structural position. */
export interface Reference {
  member: Member;
  target: string;
  /** The role of the object that the reference stands for. */
  role: Role;
  place: Place;
}

/** The facts of one section (a path item, a definition, …), kept as long as its node. */
export interface SectionFacts extends Keeper {
  operations: Operation[];
  references: Reference[];
  /** Those of the references that lead elsewhere than to the section for their role. */
  strays: Reference[];
  /** The `security` of its operations. */
  securities: Node[];
  places: Place[];
  /** Unknown values of `x-ms-visibility`, each with its first node. */
  unknownVisibilities: Map<string, Node>;
  dynamicOperations: DynamicOperation[];
  /** True when something here takes a callback URL. */
  callback: boolean;
  /** Whatever rules keep as long as these facts. */
  memo: unknown;
  /** The references that results about it have followed, and the operationIds that they have looked for. */
  lookedUp: { targets: Set<string> | undefined; ids: Set<string> | undefined };
}

/** What a result was found by besides its keeper; undefined where that was nothing. */
export interface LookedUp {
  /** Where references lead. */
  targets: Targets | undefined;
  /** The first operations with an operationId. */
  named: Targets | undefined;
  /** The answers to questions about the whole definition. */
  answers: Map<Question, unknown> | undefined;
}

/** What is asked of a definition: the function that finds the answer, or what identifies it. */
export type Question = object;

/** A result with what it looked up: it is valid while that stays the same. */
export interface Remembered extends LookedUp {
  answer: unknown;
  /** The version of the definition in which it was found to be valid last. */
  version: number;
}

export type Targets = Map<string, Node | undefined>;

/** An operationId that an `x-ms-dynamic-*` names, with the member that names it. */
export interface DynamicOperation {
  extension: string;
  member: Member;
  id: string;
}
