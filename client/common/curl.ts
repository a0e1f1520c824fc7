import { isUtf8 } from 'node:buffer';
import { isHopByHop, isSecretHeader } from './headers';
import { createRedactor, mask, maskUrl, type Redactor } from './redact';
import { isPlainText, printCommand, shellWord } from './shellText';
import { t } from './translate';

export interface CurlRequest {
  /** Upper case. */
  method: string;
  url: string;
  headers: Record<string, string>;
  /** The body, or where it is stored if it is too long for a command line (about 128 KB). */
  body?: string | Uint8Array | { file: string; start: number; bytes: number };
}

/** Maximum number of bytes of a body among the arguments: Linux takes 128 KB for one. */
const maxArgument = 64 * 1024;

/**
 * A request as a curl command for bash, zsh and other POSIX shells, to be shown, shared and pasted into a terminal, where
 * nothing in the request runs: see `shellText.ts`. Headers and parts of the query that are secrets by their name are
 * masked, and so is, everywhere, what the redactor knows. Headers of the connection are left out.
 */
export function toCurl({ method, url, headers, body }: CurlRequest, redactor: Redactor = createRedactor()): string {
  const masked = maskUrl(redactor, url);
  const options = [methodOption(method, body), ...headerOptions(headers, body, redactor)];
  // Otherwise curl reads brackets and braces in a URL as ranges.
  if (/[[\]{}]/.test(masked)) options.unshift('--globoff');
  const bytes = bodyOption(body, redactor);
  if (bytes) options.push(bytes.option);
  const curl = [`curl ${wordOf(masked)}`, ...options].join(' \\\n  ');
  return `${note()}${bytes?.before ?? ''}${curl}`;
}

/** A command that does nothing. zsh takes no comments from a terminal. */
const note = (): string => `: ${wordOf(t('For bash, zsh or sh'))} &&\n`;

const wordOf = (text: string): string => shellWord(Buffer.from(text));

const methodOption = (method: string, body: CurlRequest['body']): string =>
  method === 'HEAD' && body === undefined ? '--head' : `--request ${wordOf(method)}`;

function headerOptions(headers: Record<string, string>, body: CurlRequest['body'], redactor: Redactor): string[] {
  const sent = Object.entries(headers).filter(([name]) => !isHopByHop(name) && !/^(host|content-length)$/i.test(name));
  const options = sent.map(([name, value]) => {
    const shown = isSecretHeader(name) ? mask : redactor.text(value);
    // curl removes a header whose colon is followed by nothing.
    return `--header ${headerWord(/^[\t-\r \0]*$/.test(shown) ? `${name};` : `${name}: ${shown}`)}`;
  });
  const isTyped = sent.some(([name]) => name.toLowerCase() === 'content-type');
  // Without a content type, curl would declare the body a form.
  if (body !== undefined && !isTyped) options.push("--header 'Content-Type:'");
  return options;
}

/** Node reads and writes a header's bytes as Latin-1. Line ends and NUL cannot be in one. */
function headerWord(header: string): string {
  const line = header.replace(/[\r\n\0]+/g, ' ');
  return shellWord(Buffer.from(line, /[^\0-\xff]/.test(line) ? 'utf8' : 'latin1'));
}

function bodyOption(body: CurlRequest['body'], redactor: Redactor): { option: string; before?: string } | undefined {
  if (body === undefined || (body instanceof Uint8Array && body.length === 0)) return undefined;
  if (typeof body === 'object' && 'file' in body) {
    return fromInput(`tail -c +${body.start + 1} ${wordOf(body.file)} | head -c ${body.bytes}`);
  }
  const bytes = maskBody(body, redactor);
  if (isPlainText(bytes) && bytes.length <= maxArgument) return { option: `--data-raw ${shellWord(bytes)}` };
  return fromInput(printCommand(bytes));
}

const fromInput = (command: string) => ({ option: '--data-binary @-', before: `${command} |\n` });

/** A masked body: as text where it is UTF-8, otherwise byte by byte. */
function maskBody(body: string | Uint8Array, redactor: Redactor): Buffer {
  if (typeof body === 'string') return Buffer.from(redactor.text(body));
  const bytes = Buffer.from(body);
  const encoding = isUtf8(bytes) ? 'utf8' : 'latin1';
  return Buffer.from(redactor.text(bytes.toString(encoding)), encoding);
}
