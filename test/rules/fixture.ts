import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { Diagnostic } from 'vscode-languageserver-protocol';
import { OpenDocument } from '../../server/documents/document';
import { keySpan, type Node, spanOf } from '../../server/documents/tree';
import { definitionOf, validate } from '../../server/features/validate';
import { type ConnectorProperties, propertiesOf } from '../../server/model/properties';
import type { Profile, ServerOptions } from '../../server/protocol/requests';

/**
 * A definition whose comments list the expected findings. Below the line where a finding begins,
 *
 *     // error trigger-value: "Single"
 *
 * names its severity (`warning/error` where the profiles custom and certification differ, `off/error` where only
 * certification reports it), its code and the marked text:
 * up to the end of its line, with `…` when it continues. `@7` after the code is the column, if the text is ambiguous.
 * A comment `rules: {…}` at the top has severities by code, as in the settings; `apiProperties: {…}` has the properties file.
 */
export interface Fixture {
  code: string;
  name: string;
  uri: string;
  language: 'jsonc' | 'yaml';
  text: string;
  options: ServerOptions;
  properties: ConnectorProperties | undefined;
}

const expectation = /^\s*(?:\/\/|#) ((?:error|warning|information|hint|off)(?:\/\w+)? [\w-]+(?:@\d+)?: .*)$/;
const severities = ['error', 'warning', 'information', 'hint'];

export function fixtures(): Fixture[] {
  return folders().flatMap((code) =>
    readdirSync(join(import.meta.dirname, code)).map((name): Fixture => {
      const text = readFileSync(join(import.meta.dirname, code, name), 'utf8');
      const rules = /^(?:\/\/|#) rules: (\{.*\})$/m.exec(text);
      const beside = /^(?:\/\/|#) apiProperties: (\{.*\})$/m.exec(text);
      return {
        code,
        name,
        uri: `file:///${code}/${name}`,
        language: name.endsWith('.yaml') ? 'yaml' : 'jsonc',
        text,
        options: rules ? { rules: JSON.parse(rules[1]!) } : {},
        properties: beside
          ? propertiesOf(new OpenDocument(`file:///${code}/apiProperties.json`, 'json', 1, beside[1]!))
          : undefined,
      };
    }),
  );
}

export function folders(): string[] {
  return readdirSync(import.meta.dirname, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
}

/** The findings that the comments expect, by line. */
export function expected({ text }: Fixture): Map<number, string[]> {
  const found = new Map<number, string[]>();
  let line = -1;
  for (const [index, written] of text.split('\n').entries()) {
    const match = expectation.exec(written);
    if (match) found.set(line, [...(found.get(line) ?? []), match[1]!].sort());
    else line = index;
  }
  return found;
}

/**
 * The actual findings, in the notation of the comments. What only certification reports is compared in the fixtures of its
 * own code alone: in the others it would be the same for every definition without a contact, a category and so on.
 */
export function actual(fixture: Fixture): Map<number, string[]> {
  const lines = fixture.text.split('\n');
  const custom = diagnosticsOf(fixture, 'custom');
  const certification = diagnosticsOf(fixture, 'certification');
  const isOwn = ({ codeDescription }: Diagnostic) => codeDescription?.href.endsWith(`/${fixture.code}.md`);
  const found = new Map<number, string[]>();
  const add = (diagnostic: Diagnostic, level: string): void => {
    const { start, end } = diagnostic.range;
    const written = lines[start.line]!;
    const goesOn = end.line > start.line;
    const marked = written.slice(start.character, goesOn ? undefined : end.character);
    const column = written.indexOf(marked) === start.character ? '' : `@${start.character + 1}`;
    const entry = `${level} ${diagnostic.code}${column}: ${marked}${goesOn ? '…' : ''}`;
    found.set(start.line, [...(found.get(start.line) ?? []), entry].sort());
  };
  for (const diagnostic of custom) {
    const level = levelOf(diagnostic);
    const certified = takeSame(certification, diagnostic);
    add(diagnostic, certified === level ? level : `${level}/${certified}`);
  }
  for (const diagnostic of certification) if (isOwn(diagnostic)) add(diagnostic, `off/${levelOf(diagnostic)}`);
  return found;
}

const levelOf = ({ severity }: Diagnostic): string => severities[severity! - 1]!;

/** The level of the same finding in the other profile, which is removed from its list; `off` where it is not there. */
function takeSame(others: Diagnostic[], { code, message, range }: Diagnostic): string {
  const index = others.findIndex(
    (other) => other.code === code && other.message === message && isDeepStrictEqual(other.range, range),
  );
  return index < 0 ? 'off' : levelOf(others.splice(index, 1)[0]!);
}

export function open({ uri, language, text }: Pick<Fixture, 'uri' | 'language' | 'text'>): OpenDocument {
  return new OpenDocument(uri, language, 1, text);
}

export function diagnosticsOf(fixture: Fixture, profile: Profile): Diagnostic[] {
  const document = open(fixture);
  return validate(document, definitionOf(document, fixture.properties), { ...fixture.options, profile });
}

/** The codes with the path of what they mark, which is the same for a definition in JSON and in YAML. */
export function findingsByKey(
  document: OpenDocument,
  options: ServerOptions = {},
  properties?: ConnectorProperties,
): string[] {
  const paths = new Map<number, string>();
  const remember = (node: Node | undefined, path: string): void => {
    if (!node) return;
    if (!paths.has(spanOf(node).start)) paths.set(spanOf(node).start, path);
    for (const member of node.members) {
      const inner = `${path}/${member.key}`;
      paths.set(keySpan(member).start, inner);
      remember(member.value, inner);
    }
    for (const [index, item] of node.items.entries()) remember(item, `${path}/${index}`);
  };
  remember(document.tree.root, '');
  const place = (position: Diagnostic['range']['start']): string =>
    paths.get(document.offsetAt(position)) ?? `line ${position.line + 1}`;
  return validate(document, definitionOf(document, properties), options)
    .map(({ severity, code, range, relatedInformation }) => {
      const related = (relatedInformation ?? []).map(({ location }) =>
        location.uri === document.uri ? place(location.range.start) : location.uri,
      );
      return [`${severities[severity! - 1]} ${code} at ${place(range.start)}`, ...related].join(' with ');
    })
    .sort();
}
