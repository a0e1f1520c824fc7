import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Diagnostic } from 'vscode-languageserver-protocol';
import { OpenDocument } from '../../server/documents/document';
import { keySpan, type Node, spanOf } from '../../server/documents/tree';
import { definitionOf, validate } from '../../server/features/validate';
import { type ConnectorProperties, propertiesOf } from '../../server/model/properties';
import type { Profile, ServerOptions } from '../../server/protocol/requests';
import { rules } from '../../server/rules';

/**
 * A definition whose comments list the expected findings. Below the line where a finding begins,
 *
 *     // error trigger-value: "Single"
 *
 * names its severity (`warning/error` where the profiles custom and certification differ), its code and the marked text:
 * up to the end of its line, with `…` when it continues. `@7` after the code is the column, if the text is ambiguous.
 * What only certification reports is `none/error`. It is listed for the rule of the fixture's folder alone, since no other
 * fixture is ready for certification.
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

const expectation = /^\s*(?:\/\/|#) ((?:error|warning|information|hint|none)(?:\/\w+)? [\w-]+(?:@\d+)?: .*)$/;
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

/** The actual findings, in the notation of the comments. */
export function actual(fixture: Fixture): Map<number, string[]> {
  const lines = fixture.text.split('\n');
  const custom = diagnosticsOf(fixture, 'custom');
  const certification = diagnosticsOf(fixture, 'certification');
  const found = new Map<number, string[]>();
  const add = ({ range: { start, end }, code }: Diagnostic, severity: string): void => {
    const written = lines[start.line]!;
    const goesOn = end.line > start.line;
    const marked = written.slice(start.character, goesOn ? undefined : end.character);
    const column = written.indexOf(marked) === start.character ? '' : `@${start.character + 1}`;
    const entry = `${severity} ${code}${column}: ${marked}${goesOn ? '…' : ''}`;
    found.set(start.line, [...(found.get(start.line) ?? []), entry].sort());
  };
  for (const diagnostic of custom) {
    const index = certification.findIndex((other) => isSameFinding(other, diagnostic));
    const [certified] = index < 0 ? [] : certification.splice(index, 1);
    const severity = levelOf(diagnostic);
    const other = certified ? levelOf(certified) : 'none';
    add(diagnostic, severity === other ? severity : `${severity}/${other}`);
  }
  for (const diagnostic of certification)
    if (isOf(fixture.code, String(diagnostic.code))) add(diagnostic, `none/${levelOf(diagnostic)}`);
  return found;
}

const levelOf = ({ severity }: Diagnostic): string => severities[severity! - 1]!;

function isSameFinding(one: Diagnostic, other: Diagnostic): boolean {
  return (
    one.code === other.code &&
    one.message === other.message &&
    one.range.start.line === other.range.start.line &&
    one.range.start.character === other.range.start.character
  );
}

/** True for a code of the rule. */
function isOf(rule: string, code: string): boolean {
  return code === rule || rules.some((one) => one.code === rule && one.variants && Object.hasOwn(one.variants, code));
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
