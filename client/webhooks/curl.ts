import { isHopByHop, isSecretHeader } from './headers';
import { createRedactor, mask, maskUrl, type Redactor } from './redact';

export interface CurlRequest {
  /** Upper case. */
  method: string;
  url: string;
  headers: Record<string, string>;
  /** What is sent, or where it lies: a command line takes about 128 KB. */
  body?: string | Uint8Array | { file: string; start: number; bytes: number };
}

/**
 * A request as a curl command for a POSIX shell, to be shown and shared: headers and parts of the query that are
 * secrets by their name are masked, and so is, everywhere, what the redactor knows. Headers of the connection are left
 * out. A body that is no text goes through base64.
 */
export function toCurl({ method, url, headers, body }: CurlRequest, redactor: Redactor = createRedactor()): string {
  const masked = maskUrl(redactor, url);
  const options = [methodOption(method, body), ...headerOptions(headers, body, redactor)];
  // Otherwise curl reads brackets and braces in a URL as ranges.
  if (/[[\]{}]/.test(masked)) options.unshift('--globoff');
  const bytes = bodyOption(body, redactor);
  if (bytes) options.push(bytes.option);
  return `${bytes?.before ?? ''}${[`curl ${quoted(masked)}`, ...options].join(' \\\n  ')}`;
}

const methodOption = (method: string, body: CurlRequest['body']): string =>
  method === 'HEAD' && body === undefined ? '--head' : `--request ${quoted(method)}`;

function headerOptions(headers: Record<string, string>, body: CurlRequest['body'], redactor: Redactor): string[] {
  const sent = Object.entries(headers).filter(([name]) => !isHopByHop(name) && !/^(host|content-length)$/i.test(name));
  const options = sent.map(([name, value]) => {
    const shown = isSecretHeader(name) ? mask : redactor.text(value).replace(/[\r\n]+/g, ' ');
    // With a colon and nothing behind it curl would take the header out.
    return `--header ${quoted(shown === '' ? `${name};` : `${name}: ${shown}`)}`;
  });
  const isTyped = sent.some(([name]) => name.toLowerCase() === 'content-type');
  // Without one, curl would say that it is a form.
  if (body !== undefined && !isTyped) options.push("--header 'Content-Type:'");
  return options;
}

function bodyOption(body: CurlRequest['body'], redactor: Redactor): { option: string; before?: string } | undefined {
  if (body === undefined || (body instanceof Uint8Array && body.length === 0)) return undefined;
  if (typeof body === 'object' && 'file' in body) {
    const part = `tail -c +${body.start + 1} ${quoted(body.file)} | head -c ${body.bytes} | `;
    return { option: '--data-binary @-', before: part };
  }
  const text = typeof body === 'string' ? body : textOf(body);
  if (text !== undefined) return { option: `--data-raw ${quoted(redactor.text(text))}` };
  const base64 = Buffer.from(body as Uint8Array).toString('base64');
  return { option: '--data-binary @-', before: `printf %s ${quoted(base64)} | base64 --decode | ` };
}

/** Undefined where they are no UTF-8, or hold a NUL, which no argument can. */
function textOf(bytes: Uint8Array): string | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    return text.includes('\0') ? undefined : text;
  } catch {
    return undefined;
  }
}

const quoted = (text: string): string => (/^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);
