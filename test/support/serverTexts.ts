/** The texts of the language server that people read: those of the code, of the vocabulary and of Microsoft's schema. */
import { readdirSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { parse } from 'jsonc-parser';
import ts from 'typescript';

const root = new URL('../..', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), 'utf8');

/** The English text of a template: `{0} others` for `${count} others`. */
function templateText(template: ts.TemplateLiteral): string {
  if (ts.isNoSubstitutionTemplateLiteral(template)) return template.text;
  return template.head.text + template.templateSpans.map(({ literal }, index) => `{${index}}${literal.text}`).join('');
}

/** The texts that a source file marks by `say` and `mark`. */
function textsOf(file: string, source: string): string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isTaggedTemplateExpression(node) && node.tag.getText() === 'say') found.push(templateText(node.template));
    if (ts.isCallExpression(node) && /^(say|mark)$/.test(node.expression.getText())) {
      const [text] = node.arguments;
      if (text && ts.isStringLiteralLike(text)) found.push(text.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true));
  return found;
}

const codeTexts = (): string[] =>
  readdirSync(new URL('server', root), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => posix.join('server', file.replaceAll('\\', '/')))
    .flatMap((file) => textsOf(file, read(file)));

/** The descriptions of keys and of their values. */
function vocabularyTexts(): string[] {
  const { extensions, swagger } = JSON.parse(read('schemas/vocabulary.json'));
  return [
    ...Object.values<{ description: string; values?: Record<string, string> }>(extensions).flatMap(
      ({ description, values = {} }) => [description, ...Object.values(values)],
    ),
    ...Object.values<Record<string, string>>(swagger).flatMap((keys) => Object.values(keys)),
  ];
}

/** The titles and descriptions of Microsoft's schema, one of which completions and hovers show. */
function schemaTexts(): string[] {
  const found: string[] = [];
  const visit = (value: unknown): void => {
    if (value === null || typeof value !== 'object') return;
    const { description, title } = value as { description?: unknown; title?: unknown };
    for (const text of [description, title]) if (typeof text === 'string' && text !== '') found.push(text);
    for (const inner of Object.values(value)) visit(inner);
  };
  visit(parse(read('schemas/apiDefinition.swagger.schema.json')));
  return found;
}

export const serverTexts = (): Set<string> => new Set([...codeTexts(), ...vocabularyTexts(), ...schemaTexts()]);
