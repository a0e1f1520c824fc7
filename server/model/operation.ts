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
  /** It, or its path item, has an extension for triggers. */
  marked: boolean;
  /** By {@link Memory}. */
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

/** What one section (a path item, a definition, …) holds; kept as long as its node is. */
export interface SectionFacts {
  operations: Operation[];
  references: Reference[];
  /** Of them: those that lead out of the section where what they stand for is kept. */
  strays: Reference[];
  /** The `security` of its operations. */
  securities: Node[];
  places: Place[];
  /** What `x-ms-visibility` says that it cannot say, each once. */
  unknownVisibilities: Map<string, Node>;
  dynamicOperations: DynamicOperation[];
  /** Something here takes a callback URL. */
  callback: boolean;
  /** Whatever else is kept as long. */
  memo: unknown;
}

/** An answer, with what it looked up at other sections: it holds as long as they are what they were. */
interface Remembered {
  answer: unknown;
  /** Undefined where it looked up nothing. */
  targets: Targets | undefined;
}

export type Targets = Map<string, Node | undefined>;

/** An operationId that an `x-ms-dynamic-*` names, with the member that names it. */
export interface DynamicOperation {
  extension: string;
  member: Member;
  id: string;
  /** The operation that it asks, where its arguments were found to be in order whatever is edited elsewhere. */
  soundFor?: Operation;
  /** The same of what it takes from that operation's answer. */
  fitsAnswerOf?: Operation;
}
