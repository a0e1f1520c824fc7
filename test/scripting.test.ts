/** docs/scripting.md is what the types of the commands say: each command, its object, its result and their values. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { commandTitles } from './manifestPages';

const root = join(import.meta.dirname, '..');
const page = readFileSync(join(root, 'docs/scripting.md'), 'utf8');

/** A command as its declaration types it: `Command<Input, Result>`. */
interface Declared {
  id: string;
  /** The forms of its object, each as `name` or `name?`, sorted; one form for each member of a union. */
  forms: string[][];
  /** The properties of the result, or of its items; `name?` where it may be missing. */
  result: string[];
  /** The values that the object and the result can have, where the type lists them: `"bearer"`. */
  values: string[];
}

const program = (() => {
  const folder = join(root, 'client/commands');
  const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), ts.sys.readFile);
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, root);
  const files = readdirSync(folder).filter((name) => name.endsWith('.ts'));
  return ts.createProgram(
    files.map((name) => join(folder, name)),
    options,
  );
})();
const checker = program.getTypeChecker();

/** All commands: the exported constants of client/commands whose type is `Command`. */
function declaredCommands(): Declared[] {
  const found: Declared[] = [];
  for (const file of program.getSourceFiles()) {
    if (!/[\\/]client[\\/]commands[\\/][^\\/]+$/.test(file.fileName)) continue;
    for (const statement of file.statements.filter(ts.isVariableStatement)) {
      for (const declaration of statement.declarationList.declarations) {
        const type = checker.getTypeAtLocation(declaration.name);
        if (type.symbol?.name !== 'Command' || !declaration.initializer) continue;
        const [input, result] = checker.getTypeArguments(type as ts.TypeReference);
        found.push({
          id: idIn(declaration.initializer),
          forms: formsOf(input!),
          result: membersOf(itemsOf(result!)).flatMap(propertiesOf).sort(),
          values: [...new Set([...valuesOf(input!), ...valuesOf(result!)])],
        });
      }
    }
  }
  return found;
}

function idIn(initializer: ts.Expression): string {
  const id = ts.isObjectLiteralExpression(initializer)
    ? initializer.properties.find((one) => one.name?.getText() === 'id')
    : undefined;
  if (!id || !ts.isPropertyAssignment(id) || !ts.isStringLiteral(id.initializer))
    throw new Error('A command without id');
  return id.initializer.text;
}

/** `object` has no properties: a script passes `{}`. */
const formsOf = (input: ts.Type): string[][] =>
  input.flags & ts.TypeFlags.NonPrimitive ? [[]] : membersOf(input).map(propertiesOf);

const membersOf = (type: ts.Type): ts.Type[] =>
  (type.isUnion() ? type.types : [type]).filter(
    ({ flags }) => flags & (ts.TypeFlags.Object | ts.TypeFlags.Intersection),
  );

const propertiesOf = (type: ts.Type): string[] =>
  type
    .getProperties()
    .map((one) => one.name + (one.flags & ts.SymbolFlags.Optional ? '?' : ''))
    .sort();

const itemsOf = (type: ts.Type): ts.Type =>
  checker.isArrayType(type) ? checker.getTypeArguments(type as ts.TypeReference)[0]! : type;

/** The string literals in a type, however deep; types of libraries and of JSON in general have none. */
function valuesOf(type: ts.Type, seen = new Set<ts.Type>()): string[] {
  if (seen.has(type)) return [];
  seen.add(type);
  if (type.isStringLiteral()) return [type.value];
  if (type.isUnionOrIntersection()) return type.types.flatMap((one) => valuesOf(one, seen));
  if (checker.isArrayType(type)) return valuesOf(itemsOf(type), seen);
  if (!(type.flags & ts.TypeFlags.Object)) return [];
  return type.getProperties().flatMap((one) => valuesOf(checker.getTypeOfSymbol(one), seen));
}

/** A row of the tables: the cells of the object and of the result. */
const rows = new Map(
  [...page.matchAll(/^\| `(\w+)`(?: †)? \| (.+?) \| (.+?) \|/gm)]
    .filter(([, name]) => commandTitles.has(`flowWebhooks.${name}`))
    .map(([, name, object, result]) => [name!, { object: object!, result: result! }]),
);

/** The names in a cell: those in braces, and those of the row that it refers to with "as `register`". */
function namesIn(cell: string, column: 'object' | 'result'): string[] {
  const own = [...cell.matchAll(/`\[?\{(.*?)\}\]?`/g)].flatMap(([, inner]) =>
    outermost(inner!).map((part) => /^\w+\??/.exec(part.trim())?.[0] ?? ''),
  );
  const [, other] = /\bas `(\w+)`/.exec(cell) ?? [];
  return [...own, ...(other ? namesIn(rows.get(other)?.[column] ?? '', column) : [])].filter(Boolean).sort();
}

/** The parts between the commas that are in no brackets. */
function outermost(list: string): string[] {
  const parts = [''];
  let depth = 0;
  for (const character of list) {
    if ('{[('.includes(character)) depth++;
    if ('}])'.includes(character)) depth--;
    if (character === ',' && depth === 0) parts.push('');
    else parts[parts.length - 1] += character;
  }
  return parts;
}

const required = (names: string[]): string[] => names.filter((name) => !name.endsWith('?'));
const bare = (names: string[]): string[] => [...new Set(names.map((name) => name.replace('?', '')))].sort();

describe('docs/scripting.md', () => {
  const commands = declaredCommands();

  it('has every command once', () => {
    expect(commands.map(({ id }) => id).sort()).toEqual([...commandTitles.keys()].sort());
    expect([...rows.keys()].map((name) => `flowWebhooks.${name}`).sort()).toEqual([...commandTitles.keys()].sort());
  });

  it.each(commands)('describes the object of $id', ({ id, forms }) => {
    const described = (rows.get(id.split('.')[1]!)?.object ?? '').split('; or ');
    expect(described.map((form) => namesIn(form, 'object')).sort()).toEqual(forms.sort());
  });

  it.each(commands)('describes the result of $id', ({ id, result }) => {
    const described = bare(namesIn(rows.get(id.split('.')[1]!)?.result ?? '', 'result'));
    expect(bare(result)).toEqual(expect.arrayContaining(described));
    expect(described).toEqual(expect.arrayContaining(bare(required(result))));
  });

  it('has every value that an object takes or a result gives', () => {
    const values = [...new Set(commands.flatMap((one) => one.values))];
    const isThere = (value: string) => page.includes(`\`${value}\``) || page.includes(`"${value}"`);
    expect(values.length).toBeGreaterThan(50);
    expect(values.filter((value) => !isThere(value))).toEqual([]);
  });
});
