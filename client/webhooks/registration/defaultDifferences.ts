import type { TriggerDescription } from '../../../server/protocol/triggers';
import { t } from '../../common/translate';
import type { Difference } from '../../domain/registration';

/** The most paths that a message names. */
const maxNamed = 5;

/** The defaults in internal objects, which were sent although some designers do not. */
export function defaultDifferences({ body }: TriggerDescription): Difference[] {
  const paths = body?.closedDefaults ?? [];
  if (paths.length === 0) return [];
  const named = paths.slice(0, maxNamed).map((path) => `"${path.join('.')}"`);
  const message = t(
    'A flow may not send {0}: some designers drop the defaults of properties in an internal object. Give the object itself a default.',
    [...named, ...(paths.length > maxNamed ? ['…'] : [])].join(', '),
  );
  return [{ code: 'default-not-sent', message }];
}
