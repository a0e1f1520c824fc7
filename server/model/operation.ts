import type { Member, Node } from '../documents/tree';
import type { MethodName, Place, Role } from './walk';

/** One operation of a path item. */
export interface Operation {
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
  /** Results by the index of their {@link Memory}. */
  kept: (Remembered | undefined)[];
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
export interface SectionFacts {
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
}

/** A result with the targets that it looked up in other sections: it is valid while they stay the same. */
interface Remembered {
  answer: unknown;
  /** Undefined where it looked nothing up. */
  targets: Targets | undefined;
}

export type Targets = Map<string, Node | undefined>;

/** An operationId that an `x-ms-dynamic-*` names, with the member that names it. */
export interface DynamicOperation {
  extension: string;
  member: Member;
  id: string;
  /** The named operation, where the arguments were found correct regardless of edits elsewhere. */
  soundFor?: Operation;
  /** The named operation, where its response was found to have what is read from it. */
  fitsAnswerOf?: Operation;
}
