/** The text in which a person writes all that a new trigger needs at once, in four sections. */

import type { NewTriggerParams } from '../../../server/protocol/newTrigger';
import { InputError } from '../../common/inputError';
import { t } from '../../common/translate';

type Section = 'request' | 'response' | 'notification' | 'options';

/** A section begins with its name behind `###`, as parts of `.http` files do. */
const heading = /^### *(request|response|notification|options)\b.*$/i;

/** Names of options whose values are lists, separated by commas. */
const lists = ['visible', 'tokens'] as const;
const texts = ['callback', 'method', 'url', 'summary', 'operationId', 'unsubscribe', 'language'] as const;

/** The text with what is known. @param file where the trigger goes; undefined for a new definition */
export function triggerTemplate(file: string | undefined): string {
  return [
    `### Request: ${t('a cURL command, HTTP message or JSON body')}`,
    '',
    '',
    `### Response: ${t('JSON or an HTTP message; may be empty')}`,
    '',
    '',
    `### Notification: ${t('the JSON that the service delivers')}`,
    '',
    '',
    `### Options: ${t('remove the # of those you fill in')}`,
    file === undefined
      ? `# ${t('The trigger goes into a new definition.')}`
      : `# ${t('The trigger goes into {0}.', file)}`,
    'callback: ',
    '# url: /orders/{orderId}/hooks',
    '# method: POST',
    '# summary: When an order is placed',
    '# operationId: WhenOrderIsPlaced',
    `# ${t('What flow makers can change; all if left out:')}`,
    '# visible: /events, ?shop',
    `# ${t('What they get as dynamic content; all if left out:')}`,
    '# tokens: /id, /lines/*/sku',
    `# ${t('The path of the DELETE, or no:')}`,
    '# unsubscribe: /orders/hooks/{id}',
    '# language: json',
    '',
  ].join('\n');
}

/** Reads the text. Throws, naming the option, where one is unknown. */
export function readTriggerText(text: string): NewTriggerParams {
  const { options, ...samples } = sectionsOf(text);
  const given: Record<string, unknown> = {};
  for (const [name, sample] of Object.entries(samples)) if (sample.trim() !== '') given[name] = sample.trim();
  for (const line of options.split(/\r?\n/)) {
    const [, name, written] = /^ *(\w+) *: *(.*?) *$/.exec(line) ?? [];
    if (name === undefined) {
      if (line.trim() !== '' && !/^ *#/.test(line))
        throw new Error(t('An option is written as a name, a colon and a value. This is not: {0}', line.trim()));
      continue;
    }
    if (written === '') continue;
    given[name] = optionValue(name, written!);
  }
  return given as NewTriggerParams;
}

function optionValue(name: string, written: string): string | string[] | false {
  if (lists.some((one) => one === name))
    return written
      .split(',')
      .map((part) => part.trim())
      .filter(Boolean);
  if (!texts.some((one) => one === name)) {
    const known = [...texts, ...lists].join(', ');
    throw new InputError(name, t('There is no option {0}. Options are: {1}.', name, known));
  }
  return name === 'unsubscribe' && /^(no|false)$/i.test(written) ? false : written;
}

function sectionsOf(text: string): Record<Section, string> {
  const sections: Record<Section, string> = { request: '', response: '', notification: '', options: '' };
  let current: Section | undefined;
  for (const line of text.split('\n')) {
    const name = heading.exec(line.trimEnd())?.[1]?.toLowerCase() as Section | undefined;
    if (name) current = name;
    else if (current) sections[current] += `${line}\n`;
  }
  return sections;
}
