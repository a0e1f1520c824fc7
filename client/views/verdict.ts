/** What became of a delivery, in one word, a sign and a colour: the same in every view. Pure. */
import type { StoredDelivery, Tally } from '../webhooks/types';

export type Verdict = 'matches' | 'differs' | 'refused' | 'handshake' | 'unchecked';

type Judged = Pick<StoredDelivery, 'kind' | 'conforms'>;

export function verdictOf({ kind, conforms }: Judged): Verdict {
  if (kind !== 'delivery') return kind;
  if (conforms === null) return 'unchecked';
  return conforms ? 'matches' : 'differs';
}

/** Somebody should look at it. */
export const isFailure = (delivery: Judged): boolean => {
  const verdict = verdictOf(delivery);
  return verdict === 'differs' || verdict === 'refused';
};

/** How many of them {@link isFailure} is true of. */
export const failuresIn = ({ differing, refused }: Tally): number => differing + refused;

/** Of the codicons. */
export const verdictIcons: Record<Verdict, string> = {
  matches: 'pass',
  differs: 'error',
  refused: 'circle-slash',
  handshake: 'link',
  unchecked: 'circle-outline',
};

/** Of the editor's themes. */
export const verdictColors: Record<Verdict, string | undefined> = {
  matches: 'testing.iconPassed',
  differs: 'testing.iconFailed',
  refused: 'testing.iconFailed',
  handshake: 'charts.blue',
  unchecked: undefined,
};
