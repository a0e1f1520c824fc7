import type { Difference } from './registration';

const keyOfDifference = ({ code, message }: Difference): string => `${code} ${message}`;

/** Each difference once. */
export const distinctDifferences = (differences: Difference[]): Difference[] => [
  ...new Map(differences.map((one) => [keyOfDifference(one), one])).values(),
];

/** The differences that are not among the known ones. */
export function newDifferences(found: Difference[] = [], known: Difference[] = []): Difference[] {
  const keys = new Set(known.map(keyOfDifference));
  return found.filter((one) => !keys.has(keyOfDifference(one)));
}
