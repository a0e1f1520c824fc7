import type { DocumentParams } from './document';

/** Asks for the expression with which a flow reads one place of a delivery. */
export interface ExpressionParams extends DocumentParams {
  /** The trigger that the delivery starts. */
  operationId: string;
  /** How the service sent the body. */
  body: 'json' | 'form' | 'xml';
  /** Property names and indices of lists, from the root of the body. */
  path: (string | number)[];
}

export type PlaceExpression =
  | {
      /** `triggerBody()?['commits']?[0]?['message']` */
      expression: string;
      /** The title of the dynamic content for this place; undefined where the designer offers none. */
      title?: string;
    }
  /** No expression reads the place, and why, for people. */
  | { expression: null; reason: string };
