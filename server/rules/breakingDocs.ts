/** The paragraphs that the pages of the `breaking-*` rules share. */

export const olderVersionNeeded =
  'This is reported only when the definition is compared with an older version: with `check --against`, or with the command *Compare with Older Version…*.';

export const newRevision =
  'If you need the change, keep the operation as it was, mark it `deprecated: true`, and make the change in a new operation of the same family: its `operationId` ends in `_V2`, and its `x-ms-api-annotation` has the same `family` and `revision: 2`. See [operation-family](operation-family.md).';
