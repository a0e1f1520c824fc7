/** What became of a delivery, in one word, a sign and a colour: the same in every view. Pure. */
import type { StoredDelivery, Tally } from '../domain/delivery';

export type DeliveryVerdict = 'matches' | 'differs' | 'refused' | 'handshake' | 'unchecked';

type Judged = Pick<StoredDelivery, 'kind' | 'conforms'>;

export function verdictOf({ kind, conforms }: Judged): DeliveryVerdict {
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
export const verdictIcons: Record<DeliveryVerdict, string> = {
  matches: 'pass',
  differs: 'error',
  refused: 'circle-slash',
  handshake: 'link',
  unchecked: 'circle-outline',
};

/** Of the editor's themes. */
export const verdictColors: Record<DeliveryVerdict, string | undefined> = {
  matches: 'testing.iconPassed',
  differs: 'testing.iconFailed',
  refused: 'testing.iconFailed',
  handshake: 'charts.blue',
  unchecked: undefined,
};
