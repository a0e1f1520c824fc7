import { describe, expect, it, test } from 'vitest';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { completeProperties } from '../../server/features/completeProperties';
import { hoverProperties } from '../../server/features/hoverProperties';
import { inProperties, openProperties } from './support';

/** The completions at `|`, and the text with one of them applied. */
function completions(marked: string): { labels: string[]; apply: (label: string) => string } {
  const offset = marked.indexOf('|');
  const text = marked.replace('|', '');
  const { document, file } = openProperties(text);
  const items = completeProperties(document, file?.definition, offset);
  const apply = (label: string): string => {
    const { textEdit, additionalTextEdits = [] } = items.find((item) => item.label === label)!;
    const edits = [textEdit as { range: never; newText: string }, ...additionalTextEdits];
    return TextDocument.applyEdits(TextDocument.create(document.uri, 'json', 1, text), edits);
  };
  return { labels: items.map(({ label }) => label), apply };
}

const inPolicy = (members: string): string => `{ "properties": { "policyTemplateInstances": [{ ${members} }] } }`;

describe('completion', () => {
  it.each([
    ['{ "properties": { "|" } }', 'iconBrandColor'],
    [inPolicy('"templateId": "|"'), 'setheader'],
    [inPolicy('"templateId": "SetHeader", "parameters": { "|" }'), 'x-ms-apimTemplateParameter.existsAction'],
    [inPolicy('"templateId": "setheader", "parameters": { "x-ms-apimTemplateParameter.existsAction": "|" }'), 'append'],
    [inPolicy('"templateId": "setheader", "parameters": { "x-ms-apimTemplate-policySection": | }'), 'Failure'],
    [inPolicy('"templateId": "setheader", "parameters": { "x-ms-apimTemplate-operationName": ["|"] }'), 'OnParcel'],
    ['{ "properties": { "scriptOperations": [|] } }', 'GetDesk'],
    ['{ "properties": { "connectionParameters": { "key": { "type": "|" } } } }', 'securestring'],
    [
      '{ "properties": { "connectionParameters": { "token": { "oAuthSettings": { "identityProvider": "oauth2generic", "customParameters": { "|" } } } } } }',
      'tokenUrlTemplate',
    ],
  ])('at %s offers %s, which makes JSON', (text, label) => {
    const { labels, apply } = completions(text);
    expect(labels).toContain(label);
    expect(() => JSON.parse(apply(label))).not.toThrow();
  });

  it('writes a policy with all that its template needs', () => {
    const { labels, apply } = completions(
      '{ "properties": { "iconBrandColor": "#2b579a", "policyTemplateInstances": [|] } }',
    );
    for (const label of labels) expect(inProperties(apply(label)), label).toEqual([]);
  });

  it('offers neither keys that are there nor anything elsewhere', () => {
    expect(completions('{ "properties": { "publisher": "A", "|" } }').labels).not.toContain('publisher');
    expect(completions('{ "properties": { "publisher": "|" } }').labels).toEqual([]);
    expect(completions('{ "other": { "|" } }').labels).toEqual([]);
  });
});

test('hovers say what templates, parameters and operations are', () => {
  const text = inPolicy(
    '"templateId": "DynamicHostUrl", "parameters": { "x-ms-apimTemplateParameter.urlTemplate": "https://a.b", "x-ms-apimTemplate-operationName": ["GetDesk", "No"] }',
  );
  const { document, file } = openProperties(text);
  const hoverAt = (part: string) =>
    (hoverProperties(document, file?.definition, text.indexOf(part) + 2)?.contents as { value: string } | undefined)
      ?.value;
  expect(hoverAt('DynamicHostUrl')).toMatch(/base URL/);
  expect(hoverAt('x-ms-apimTemplateParameter.urlTemplate')).toMatch(/The template needs it/);
  expect(hoverAt('GetDesk')).toBe('Get a desk\n\n`GET /desks/{desk}`');
  expect(hoverAt('No"')).toBeUndefined();
  expect(hoverAt('https')).toBeUndefined();
});
