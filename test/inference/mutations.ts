import { type Evidence, kindsOf } from '../../server/model/inference/evidence';
import type { Json } from '../../server/protocol/json';

/** One place of a payload, with the evidence of all values at that place. */
interface Spot {
  pointer: string;
  evidence: Evidence;
  value: Json;
  /** Sets the value, or removes it. */
  put(value: Json | undefined): void;
  /** True when it was in every object that could have it. */
  always: boolean;
}

export interface Mutation {
  name: string;
  /** True when the evidence excludes the damaged value. */
  fixed(spot: Spot): boolean;
  damage(value: Json): Json | undefined;
}

const onlyKind = (evidence: Evidence, kind?: string): boolean => {
  const kinds = kindsOf(evidence);
  return kinds.length === 1 && (kind === undefined || kinds[0] === kind);
};

export const mutations: Mutation[] = [
  {
    name: 'type swapped',
    fixed: ({ evidence, value }) => onlyKind(evidence) && value !== null,
    damage: (value) => (typeof value === 'string' ? 17 : 'swapped'),
  },
  {
    name: 'null put in',
    fixed: ({ evidence }) => onlyKind(evidence) && evidence.nulls === 0,
    damage: () => null,
  },
  { name: 'required removed', fixed: ({ always }) => always, damage: () => undefined },
  {
    name: 'object for array',
    fixed: ({ evidence, value }) => onlyKind(evidence, 'array') && Array.isArray(value),
    damage: (value) => ({ ...(value as Json[]) }),
  },
  {
    name: 'fraction for integer',
    fixed: ({ evidence, value }) => onlyKind(evidence, 'integer') && typeof value === 'number',
    damage: (value) => (value as number) + 0.5,
  },
];

/** A copy of the payload with one mutation, at a place that `choose` picks from all that the evidence fixes. */
export function mutate(
  payload: Json,
  evidence: Evidence,
  mutation: Mutation,
  choose: (count: number) => number,
): { payload: Json; pointer: string } | undefined {
  const copy = structuredClone(payload);
  const spots = spotsOf(copy, evidence).filter((spot) => mutation.fixed(spot));
  const spot = spots[choose(spots.length)];
  if (!spot) return undefined;
  spot.put(mutation.damage(spot.value));
  return { payload: copy, pointer: spot.pointer };
}

function spotsOf(value: Json, evidence: Evidence, pointer = ''): Spot[] {
  // Where kinds conflict, nothing below is described.
  if (kindsOf(evidence).length > 1 || value === null || typeof value !== 'object') return [];
  if (Array.isArray(value)) {
    return value.flatMap((item, index) => {
      const at = `${pointer}/${index}`;
      const put = (next: Json | undefined) => {
        value[index] = next as Json;
      };
      const own: Spot = { pointer: at, evidence: evidence.items!, value: item, put, always: false };
      return [own, ...spotsOf(item, evidence.items!, at)];
    });
  }
  return Object.entries(value).flatMap(([key, inner]) => {
    const at = `${pointer}/${key}`;
    const member = evidence.members.get(key)!;
    const put = (next: Json | undefined) => {
      if (next === undefined) delete value[key];
      else value[key] = next;
    };
    const own: Spot = { pointer: at, evidence: member, value: inner, put, always: member.seen === evidence.objects };
    return [own, ...spotsOf(inner, member, at)];
  });
}
