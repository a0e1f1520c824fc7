import type { JsonObject } from '../protocol/json';
import { titleOf } from './inference/titles';

/**
 * A parameter in the path with all that certification requires of it.
 *
 * @param whose what the path leads to, for the description
 */
export function pathParameter(name: string, whose = 'what is called'): JsonObject {
  const title = titleOf([name]) ?? name;
  const lower = title.replace(/^[A-Z](?=[a-z])/, (letter) => letter.toLowerCase());
  return {
    name,
    in: 'path',
    required: true,
    type: 'string',
    'x-ms-summary': title,
    description: `The ${lower} in the address of ${whose}.`,
    'x-ms-url-encoding': 'single',
  };
}
