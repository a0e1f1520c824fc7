import { looksSecret } from '../../common/randomText';
import type { Redactor } from '../../common/redact';
import { sameForm, scrubLongText, type scrubText } from '../../common/scrub';
import { scrubJson } from '../../common/scrubJson';
import type { Slices } from '../../common/slices';
import { isSecretMember } from '../../receiver/secretNames';
import { isForm } from '../deliveries/payload';

/** A body without its secrets: as it was sent, apart from them. */
export interface ScrubbedBody {
  kind: 'json' | 'form' | 'text';
  text: string;
  /** The JSON in the only field of a form, `payload`, as GitHub sends it. */
  payload?: string;
}

/** @param headers names in lower case */
export async function scrubBody(
  headers: Record<string, string>,
  text: string,
  redactor: Redactor,
  slices: Slices,
): Promise<ScrubbedBody> {
  const scrubber = { redactor, isSecretName: isSecretMember };
  if (isForm(headers)) return scrubForm(text, scrubber, slices);
  // A form in parts may begin with what looks like a number.
  const isMultipart = /^\s*multipart\//i.test(headers['content-type'] ?? '');
  const json = isMultipart ? undefined : await scrubJson(text, scrubber, slices);
  if (json !== undefined) return { kind: 'json', text: json };
  return { kind: 'text', text: await scrubLongText(text, scrubber, slices) };
}

/** Pairs without a secret stay as they were written. */
async function scrubForm(
  text: string,
  scrubber: Parameters<typeof scrubText>[1],
  slices: Slices,
): Promise<ScrubbedBody> {
  const pairs: string[] = [];
  let payload: string | undefined;
  for (const pair of text.split('&')) {
    const [[name = '', value = ''] = []] = [...new URLSearchParams(pair)];
    let masked: string;
    const json =
      name === 'payload' && value.trimStart().startsWith('{') ? await scrubJson(value, scrubber, slices) : undefined;
    if (json !== undefined) payload = masked = json;
    else if (scrubber.isSecretName(name) || looksSecret(name, value)) masked = sameForm(scrubber.redactor.text(value));
    else masked = await scrubLongText(value, scrubber, slices);
    pairs.push(masked === value ? pair : new URLSearchParams([[name, masked]]).toString());
    slices.advance(pair.length);
    await slices.pause();
  }
  const isAlone = pairs.filter((pair) => pair !== '').length === 1;
  return { kind: 'form', text: pairs.join('&'), ...(payload !== undefined && isAlone && { payload }) };
}
