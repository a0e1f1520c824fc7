/** What follows from the rules' declarations: the files that `npm run generate` writes, and what the examples say. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Diagnostic } from 'vscode-languageserver-protocol';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { OpenDocument } from '../../server/documents/document';
import { definitionOf, validate } from '../../server/features/validate';
import { validateProperties } from '../../server/features/validateProperties';
import { validateScript } from '../../server/features/validateScript';
import { listRules } from '../../server/listRules';
import { propertiesOf } from '../../server/model/properties';
import type { Profile } from '../../server/protocol/requests';
import { type Example, levelIn, type Severity } from '../../server/rules/rule';
import { type CompletedExample, complete } from './examples';
import { generatedFiles } from './generated';
import { pagesFolder } from './generatedIndex';
import { actualLevel, declaredLevels } from './levels';

const root = join(import.meta.dirname, '../..');
const repair = 'run `npm run generate` and commit what it writes';
const profiles = ['custom', 'certification'] satisfies Profile[];
const rules = listRules();
const files = generatedFiles();

describe('generated files', () => {
  it.each([...files])('%s matches the declarations of the rules', (name, text) => {
    expect(readFileSync(join(root, name), 'utf8') === text, `${name} has drifted: ${repair}`).toBe(true);
  });

  it('have a page for every rule and no other', () => {
    const pages = readdirSync(join(root, pagesFolder)).map((name) => `${pagesFolder}/${name}`);
    expect(
      pages.filter((name) => !files.has(name)),
      repair,
    ).toEqual([]);
  });
});

describe('the index of rules', () => {
  const index = files.get(`${pagesFolder}/README.md`)!;
  const sections = index
    .split(/^## /m)
    .slice(1)
    .map((section) => section.match(/^\| \[.*$/gm) ?? []);
  const tables = sections.filter((rows) => rows.length > 0);

  it('has every rule in one section', () => {
    const codes = tables.flat().map((row) => /\[(.+?)\]/.exec(row)![1]!);
    expect(codes.sort()).toEqual(rules.map(({ code }) => code));
  });

  it('has sections that can be scanned, with one word for each level', () => {
    for (const rows of tables) {
      expect(rows.length).toBeGreaterThanOrEqual(10);
      expect(rows.length).toBeLessThanOrEqual(25);
    }
    const level = String.raw`(?:error|warning|information|hint)(?:\\\*)?|off`;
    for (const row of tables.flat()) expect(row).toMatch(new RegExp(`\\| (?:${level}) \\| (?:${level}) \\|$`));
  });
});

describe.each(rules.map(({ code }) => [code, files.get(`${pagesFolder}/${code}.md`)!]))('the page of %s', (_, text) => {
  const prose = text
    .replace(/^```[\s\S]*?^```$/gm, '')
    .replace(/`[^`\n]*`/g, '``')
    .replace(/\]\(.*?\)/g, ']');

  it('is written in American English, with straight quotes', () => {
    expect(prose).not.toMatch(/\p{L}’|[“„]\p{L}/u);
    expect(prose).not.toMatch(/\b(?:licence|colour|behaviour|cancelled|e-mail|shell check)\b/i);
    // "is no array" for "is not an array".
    expect(prose).not.toMatch(/(?<!\bthere )\b(?:is|are) no (?!longer\b)/i);
    expect(prose).not.toMatch(/\b(?:an)?other \w+ than\b/i);
  });

  it('cites its sources in its last line only', () => {
    expect(prose.replace(/\n\*\*Source:\*\* .+\n$/, '')).not.toMatch(/\([A-Z]\w+[A-Z]\w+|LogicAppsUX|\(learn\./);
  });
});

describe.each(rules.map((rule) => [rule.code, rule] as const))('examples of %s', (code, rule) => {
  const codes = [code, ...Object.keys(rule.variants)];
  const reported = (example: CompletedExample, profile: Profile): Diagnostic[] =>
    check(
      example,
      profile,
      Object.fromEntries((rule.severity[profile] === 'off' ? codes : []).map((code) => [code, shown])),
    ).filter((one) => codes.includes(String(one.code)));
  const isReported = (example: CompletedExample): boolean => reported(example, 'certification').length > 0;

  it.each(numbered(rule.incorrect))('include one that is reported: incorrect %i', (_, example) => {
    const completed = complete(example);
    if (!completed) return;
    for (const profile of profiles) {
      const found = reported(completed, profile);
      const level = levelIn(example.level ?? rule.severity, profile);
      // A rule that is off is turned on here.
      const isSilent = level === 'off' && rule.severity[profile] !== 'off';
      expect(found.length > 0, profile).toBe(!isSilent);
      for (const diagnostic of found) {
        expect(actualLevel(diagnostic), profile).toBe(level === 'off' ? shown : level);
        expect(declaredLevels(rule, String(diagnostic.code), profile)).toContain(level);
      }
    }
  });

  it.each(numbered(rule.correct))('include one that is not reported: correct %i', (_, example) => {
    const completed = complete(example);
    for (const profile of profiles) expect(completed ? reported(completed, profile) : []).toEqual([]);
  });

  it.each(numbered(rule.incorrect))('are silenced as the page says: incorrect %i', (_, example) => {
    const completed = complete(example);
    if (!completed || completed.properties || completed.script) return;
    const off = Object.fromEntries(codes.map((code) => [code, 'off'] as const));
    const found = (definition: string, levels: Record<string, Severity>) =>
      check({ definition }, 'certification', levels).filter(({ code }) => codes.includes(String(code)));
    expect(found(completed.definition, off)).toEqual([]);
    const ignoring = completed.definition.replace('{', `{ "x-flow-webhooks-ignore": ${JSON.stringify(codes)}, `);
    expect(found(ignoring, {}).length === 0).toBe(rule.silencedBy.includes('key') || !isReported(completed));
  });

  it('include an incorrect one for every level that a definition alone can give', () => {
    const levels = new Set(
      rule.incorrect.flatMap(({ level }) => (level ? profiles.map((profile) => levelIn(level, profile)) : [])),
    );
    const inDefinitions = rule.incorrect.some((example) => complete(example));
    for (const { level } of inDefinitions ? rule.otherLevels : []) expect(levels).toContain(level);
  });
});

function numbered(examples: Example[]): [number: number, example: Example][] {
  return examples.map((example, index) => [index + 1, example]);
}

/** The level that rules get here which are off by default. */
const shown: Severity = 'hint';

function check(
  { definition, properties, script }: CompletedExample,
  profile: Profile,
  levels: Record<string, Severity>,
): Diagnostic[] {
  const document = new OpenDocument('file:///example/apiDefinition.swagger.json', 'json', 1, definition);
  const beside = properties && new OpenDocument('file:///example/apiProperties.json', 'json', 1, properties);
  const options = { profile, rules: levels };
  const connector = beside ? propertiesOf(beside) : undefined;
  const model = definitionOf(document, connector);
  if (script)
    return validateScript(TextDocument.create('file:///example/script.csx', 'csharp', 1, script), model, options);
  const file = connector && { properties: connector, definition: model, definitionDocument: document, icon: undefined };
  return [...validate(document, model, options), ...(beside ? validateProperties(beside, file, options) : [])];
}
