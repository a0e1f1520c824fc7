import { isPlainText, printCommand, shellWord } from '../shellText';
import { t } from '../translate';
import { type CurlCommand, maxInCommand } from './curlCommand';

/** A command for bash, zsh and other POSIX shells, where nothing in the request runs: see `shellText.ts`. */
export function bashCommand({ url, options, body }: CurlCommand): string {
  const parts = options.map(({ name, value }) => (value === undefined ? name : `${name} ${shellWord(value)}`));
  const input = body && bodyInput(body);
  if (input) parts.push(input.option);
  const curl = [`curl ${wordOf(url)}`, ...parts].join(' \\\n  ');
  return `${note()}${input?.before ?? ''}${curl}`;
}

/** A command that does nothing. zsh takes no comments from a terminal. */
const note = (): string => `: ${wordOf(t('For bash, zsh or sh'))} &&\n`;

const wordOf = (text: string): string => shellWord(Buffer.from(text));

/** The option that takes the body, and the command whose output it is read from. */
function bodyInput(body: NonNullable<CurlCommand['body']>): { option: string; before?: string } {
  if ('file' in body) return fromInput(`tail -c +${body.start + 1} ${wordOf(body.file)} | head -c ${body.bytes}`);
  if (isPlainText(body) && body.length <= maxInCommand) return { option: `--data-raw ${shellWord(body)}` };
  return fromInput(printCommand(body));
}

const fromInput = (command: string) => ({ option: '--data-binary @-', before: `${command} |\n` });
