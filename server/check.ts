/** The same checks from a shell: `node dist/check.js [--format text|json|sarif] [--profile custom|certification] FILE|DIR…`. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import type { Diagnostic } from 'vscode-languageserver-protocol';
import { OpenDocument } from './documents/document';
import { maxLength } from './documents/read';
import { definitionOf, validate } from './features/validate';
import { isDefinition } from './model/isDefinition';
import type { Profile } from './protocol';

const severities = ['error', 'warning', 'information', 'hint'] as const;
type SeverityName = (typeof severities)[number];

interface FileReport {
  file: string;
  diagnostics: { severity: SeverityName; code: string; message: string; range: Diagnostic['range'] }[];
}

const usage = `Usage: check [--format text|json|sarif] [--profile custom|certification] FILE|DIR...

Checks connector definitions. A file that is named is always checked; in a directory, files count whose name or
content says connector definition. Exit status: 0 no error found, 1 errors found, 2 misuse.`;

/** Checks one file's bytes. Bytes that are no UTF-8 are read as far as they go. */
export function checkFile(file: string, profile: Profile, named: boolean): FileReport | undefined {
  const { size } = statSync(file);
  // Four bytes a character at most: beyond that the reader would refuse it anyway, and reading costs memory.
  const text = size > maxLength * 4 ? ' '.repeat(maxLength + 1) : decode(readFileSync(file));
  const uri = pathToFileURL(file).href;
  const language = /\.ya?ml$/i.test(file) ? 'yaml' : /\.jsonc$/i.test(file) ? 'jsonc' : 'json';
  const document = new OpenDocument(uri, language, 1, text);
  const beside = (): boolean => existsSync(join(file, '..', 'apiProperties.json'));
  if (!named && !isDefinition(uri, document.tree.root, () => text, beside)) return undefined;
  const diagnostics = validate(document, definitionOf(document), { profile });
  return {
    file,
    diagnostics: diagnostics
      .map(({ severity, code, message, range }) => ({
        severity: severities[(severity ?? 1) - 1]!,
        code: String(code),
        message,
        range,
      }))
      .sort((a, b) => a.range.start.line - b.range.start.line || a.range.start.character - b.range.start.character),
  };
}

function decode(bytes: Buffer): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  // The decoder takes a byte-order mark away: it is no character of the text.
  return new TextDecoder('utf-8').decode(bytes);
}

function* filesBelow(directory: string): Generator<string> {
  for (const entry of readdirSync(directory, { withFileTypes: true })) {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) {
      if (entry.name !== 'node_modules' && entry.name !== '.git') yield* filesBelow(path);
    } else if (entry.isFile() && /\.(?:jsonc?|ya?ml)$/i.test(entry.name)) yield path;
  }
}

function main(args: string[]): number {
  let options: { values: { format?: string; profile?: string; help?: boolean }; positionals: string[] };
  try {
    options = parseArgs({
      args,
      allowPositionals: true,
      options: { format: { type: 'string' }, profile: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
    });
  } catch (error) {
    return misuse((error as Error).message);
  }
  const { format = 'text', profile = 'custom', help } = options.values;
  if (help) {
    console.log(usage);
    return 0;
  }
  if (!['text', 'json', 'sarif'].includes(format)) return misuse(`Unknown format "${format}".`);
  if (profile !== 'custom' && profile !== 'certification') return misuse(`Unknown profile "${profile}".`);
  if (options.positionals.length === 0) return misuse('Name a file or a directory.');

  const reports: FileReport[] = [];
  for (const path of options.positionals) {
    try {
      if (statSync(path).isDirectory()) {
        for (const file of filesBelow(path)) {
          const report = checkFile(file, profile, false);
          if (report) reports.push(report);
        }
      } else reports.push(checkFile(path, profile, true)!);
    } catch (error) {
      return misuse(`${path}: ${(error as Error).message}`);
    }
  }
  process.stdout.write(formats[format as keyof typeof formats](reports));
  return reports.some(({ diagnostics }) => diagnostics.some(({ severity }) => severity === 'error')) ? 1 : 0;
}

function misuse(message: string): number {
  console.error(`${message}\n\n${usage}`);
  return 2;
}

const formats = {
  json: (reports: FileReport[]): string => `${JSON.stringify({ files: reports }, null, 2)}\n`,
  text: (reports: FileReport[]): string => {
    const lines: string[] = [];
    const counts = { error: 0, warning: 0, information: 0, hint: 0 };
    for (const { file, diagnostics } of reports) {
      for (const { severity, code, message, range } of diagnostics) {
        counts[severity]++;
        lines.push(`${file}:${range.start.line + 1}:${range.start.character + 1}: ${severity}: ${message} [${code}]`);
      }
    }
    const files = `${reports.length} ${reports.length === 1 ? 'definition' : 'definitions'}`;
    lines.push(
      `${files}: ${counts.error} errors, ${counts.warning} warnings, ${counts.information + counts.hint} notes`,
    );
    return `${lines.join('\n')}\n`;
  },
  sarif: (reports: FileReport[]): string => {
    const levels = { error: 'error', warning: 'warning', information: 'note', hint: 'note' } as const;
    const results = reports.flatMap(({ file, diagnostics }) =>
      diagnostics.map(({ severity, code, message, range }) => ({
        ruleId: code,
        level: levels[severity],
        message: { text: message },
        locations: [
          {
            physicalLocation: {
              artifactLocation: { uri: encodeURI(relative(process.cwd(), file).split(sep).join('/')) },
              region: {
                startLine: range.start.line + 1,
                startColumn: range.start.character + 1,
                endLine: range.end.line + 1,
                endColumn: range.end.character + 1,
              },
            },
          },
        ],
      })),
    );
    const ids = [...new Set(results.map(({ ruleId }) => ruleId))].sort();
    const driver = { name: 'flow-webhooks', rules: ids.map((id) => ({ id })) };
    return `${JSON.stringify({ $schema: 'https://json.schemastore.org/sarif-2.1.0.json', version: '2.1.0', runs: [{ tool: { driver }, columnKind: 'utf16CodeUnits', results }] }, null, 2)}\n`;
  },
};

if (require.main === module) process.exitCode = main(process.argv.slice(2));
