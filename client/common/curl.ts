import { isUtf8 } from 'node:buffer';
import { isHopByHop, isSecretHeader } from './headers';
import { createRedactor, mask, maskUrl, type Redactor } from './redact';
import { bashCommand } from './shells/bash';
import { cmdCommand } from './shells/cmd';
import type { CurlCommand, Shell, StoredPart } from './shells/curlCommand';
import { powershellCommand } from './shells/powershell';

export type { Shell };

export interface CurlRequest {
  /** Upper case. */
  method: string;
  url: string;
  headers: Record<string, string>;
  /** The body, or where it is stored if it is too long for a command line (about 128 KB). */
  body?: string | Uint8Array | StoredPart;
}

const writers: Record<Shell, (command: CurlCommand) => string> = {
  bash: bashCommand,
  powershell: powershellCommand,
  cmd: cmdCommand,
};

/**
 * A request as a curl command, to be shown, shared and pasted into a terminal, where nothing in the request runs. Headers
 * and parts of the query that are secrets by their name are masked, and so is, everywhere, what the redactor knows. Headers
 * of the connection are left out.
 */
export function toCurl(
  { method, url, headers, body }: CurlRequest,
  redactor: Redactor = createRedactor(),
  shell: Shell = 'bash',
): string {
  const masked = maskUrl(redactor, url);
  const sent = bodyOf(body, redactor);
  const options = [methodOption(method, body), ...headerOptions(headers, body, redactor)];
  // Otherwise curl reads brackets and braces in a URL as ranges.
  if (/[[\]{}]/.test(masked)) options.unshift({ name: '--globoff' });
  return writers[shell]({ url: masked, options, ...(sent && { body: sent }) });
}

type Option = CurlCommand['options'][number];

const methodOption = (method: string, body: CurlRequest['body']): Option =>
  method === 'HEAD' && body === undefined ? { name: '--head' } : { name: '--request', value: Buffer.from(method) };

function headerOptions(headers: Record<string, string>, body: CurlRequest['body'], redactor: Redactor): Option[] {
  const sent = Object.entries(headers).filter(([name]) => !isHopByHop(name) && !/^(host|content-length)$/i.test(name));
  const options = sent.map(([name, value]): Option => {
    const shown = isSecretHeader(name) ? mask : redactor.text(value);
    // curl removes a header whose colon is followed by nothing.
    return { name: '--header', value: headerBytes(/^[\t-\r \0]*$/.test(shown) ? `${name};` : `${name}: ${shown}`) };
  });
  const isTyped = sent.some(([name]) => name.toLowerCase() === 'content-type');
  // Without a content type, curl would declare the body a form.
  if (body !== undefined && !isTyped) options.push({ name: '--header', value: Buffer.from('Content-Type:') });
  return options;
}

/** Node reads and writes a header's bytes as Latin-1. Line ends and NUL cannot be in one. */
function headerBytes(header: string): Buffer {
  const line = header.replace(/[\r\n\0]+/g, ' ');
  return Buffer.from(line, /[^\0-\xff]/.test(line) ? 'utf8' : 'latin1');
}

/** A masked body: as text where it is UTF-8, otherwise byte by byte. */
function bodyOf(body: CurlRequest['body'], redactor: Redactor): CurlCommand['body'] {
  if (body === undefined || (body instanceof Uint8Array && body.length === 0)) return undefined;
  if (typeof body === 'string') return Buffer.from(redactor.text(body));
  if (!(body instanceof Uint8Array)) return body;
  const bytes = Buffer.from(body);
  const encoding = isUtf8(bytes) ? 'utf8' : 'latin1';
  return Buffer.from(redactor.text(bytes.toString(encoding)), encoding);
}
