/** The verdict on a delivery with its icon and color, the same in every view. Pure. */
import type { StoredDelivery, Tally } from './delivery';

export type DeliveryVerdict = 'matches' | 'differs' | 'refused' | 'handshake' | 'unchecked';

type Judged = Pick<StoredDelivery, 'kind' | 'conforms'>;

export function verdictOf({ kind, conforms }: Judged): DeliveryVerdict {
  if (kind !== 'delivery') return kind;
  if (conforms === null) return 'unchecked';
  return conforms ? 'matches' : 'differs';
}

/** True when the delivery needs attention. */
export const isFailure = (delivery: Judged): boolean => {
  const verdict = verdictOf(delivery);
  return verdict === 'differs' || verdict === 'refused';
};

/** Number of deliveries for which {@link isFailure} is true. */
export const failuresIn = ({ differing, refused }: Tally): number => differing + refused;

/** Names of codicons. */
export const verdictIcons: Record<DeliveryVerdict, string> = {
  matches: 'pass',
  differs: 'error',
  refused: 'circle-slash',
  handshake: 'link',
  unchecked: 'circle-large',
};

/** Ids of theme colors. The green of tests is too pale on light grounds. */
export const verdictColors: Record<DeliveryVerdict, string | undefined> = {
  matches: 'charts.green',
  differs: 'testing.iconFailed',
  refused: 'testing.iconFailed',
  handshake: 'charts.blue',
  unchecked: undefined,
};
