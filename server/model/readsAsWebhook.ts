import { isObject } from '../documents/tree';
import { isNamedForCallbackUrl, textProperties } from './callbackUrl';
import type { Definition } from './definition';
import type { TriggerFacts } from './triggers';

/**
 * True when a trigger that polls looks like a webhook without its keys: it creates something (a poll doesn't), or its body
 * has a property for the callback URL.
 */
export function readsAsWebhook(definition: Definition, { operation, bodies }: TriggerFacts): boolean {
  const created = definition.resolve(operation.node.get('responses')?.get('201'));
  const headers = created?.get('headers')?.members ?? [];
  if (headers.some(({ key }) => key.toLowerCase() === 'location')) return true;
  return bodies.some((body) => {
    const schema = definition.resolve(body.get('schema'));
    if (!isObject(schema)) return false;
    return textProperties(schema, (written) => definition.resolve(written)).some(({ name }) =>
      isNamedForCallbackUrl(name),
    );
  });
}
