/** What a kind of damage is, and short ways to write one down. */
import type { Json, Path, Pick } from './definition';

export type Level = 'error' | 'warning' | 'information' | 'hint';
export type Profile = 'custom' | 'certification';
export type Format = 'json' | 'yaml';

/**
 * How heavy damage is: import refuses it, a trigger is dead with it, or it is weaker than that; `judged` where the oracle
 * must look at the damaged definition first.
 */
export type Weight = 'refused' | 'kills' | 'weak' | 'judged';

export interface Damage {
  /** Where a finding may be, as paths in the damaged definition; those that are no more there mean what was around them. */
  places: Path[];
  /** The damaged text, for damage that no data can express, and the lines of it (first and last, from 0) where a finding may be. */
  text?: { content: string; lines: [number, number] };
}

export interface Kind {
  name: string;
  weight: Weight;
  /** The least severity by profile; a profile that is absent requires nothing. Not used for a judged kind. */
  least: Partial<Record<Profile, Level>>;
  /** The codes that count, where a document names them. */
  codes?: string[];
  /** The document and section that says what the platform does. */
  source: string;
  formats: Format[];
  /** Damages a definition, which it may change, or its text; undefined where this connector has nothing to damage. */
  apply(root: Json, pick: Pick, format: Format): Damage | undefined;
}

/** Damage to data: changes the definition and returns the places, or undefined where there is nothing to damage. */
export type DataDamage = (root: Json, pick: Pick) => Path[] | undefined;

export const dataFormats: Format[] = ['json', 'yaml'];

function dataKind(kind: Omit<Kind, 'apply' | 'formats'> & { damage: DataDamage }): Kind {
  const { damage, ...rest } = kind;
  const apply: Kind['apply'] = (root, pick) => {
    const places = damage(root, pick);
    return places && { places };
  };
  return { ...rest, formats: dataFormats, apply };
}

const everywhere = { custom: 'error', certification: 'error' } as const;

/** Damage that import refuses: an error in both profiles. */
export const refused = (name: string, source: string, damage: DataDamage, codes?: string[]): Kind =>
  dataKind({ name, weight: 'refused', least: everywhere, source, codes, damage });

/** Damage that leaves a trigger without callback, content, or inputs: an error in both profiles. */
export const kills = (name: string, source: string, damage: DataDamage, codes?: string[]): Kind =>
  dataKind({ name, weight: 'kills', least: everywhere, source, codes, damage });

/** Weaker damage, by the least levels in the profiles custom and certification. */
export const weak = (
  name: string,
  [custom, certification]: [Level | undefined, Level | undefined],
  source: string,
  damage: DataDamage,
  codes?: string[],
): Kind => dataKind({ name, weight: 'weak', least: { custom, certification }, source, codes, damage });
