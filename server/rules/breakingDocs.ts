/** The paragraphs that the pages of the `breaking-*` rules share. */

export const olderVersionNeeded =
  'An older version of the definition is needed to see it: `check --against`, or the command *Compare with Older Version*.';

export const newRevision =
  'Keep the operation as it was, mark it `deprecated: true`, and put the change into a new operation of the same family: its `operationId` ends in `_V2`, and `x-ms-api-annotation` has the same `family` and `revision: 2`. See [operation-family](operation-family.md).';
