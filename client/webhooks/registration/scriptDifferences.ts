import type { TriggerDescription } from '../../../server/protocol/triggers';
import { t } from '../../common/translate';
import type { Difference } from '../../domain/registration';

/** The calls of a trigger that the connector's script takes over in Power Automate: it is not run here. */
export function scriptDifferences({ script = {} }: TriggerDescription): Difference[] {
  const messages = [
    ...callMessages(script),
    ...(script.dynamic
      ? [
          t(
            "In Power Automate, the connector's script runs for the requests that list values and schemas ({0}). It was not run here.",
            script.dynamic.join(', '),
          ),
        ]
      : []),
  ];
  return messages.map((message) => ({ code: 'script-not-run', message }));
}

function callMessages({ create, unsubscribe }: NonNullable<TriggerDescription['script']>): string[] {
  if (create && unsubscribe) {
    return [
      t(
        "In Power Automate, the connector's script runs for the create request and the DELETE, and may change requests and responses. It was not run here.",
      ),
    ];
  }
  if (create) {
    return [
      t(
        "In Power Automate, the connector's script runs for the create request, and may change the request and the response. It was not run here.",
      ),
    ];
  }
  return unsubscribe
    ? [t("In Power Automate, the connector's script runs for the DELETE, and may change it. It was not run here.")]
    : [];
}
