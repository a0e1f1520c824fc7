import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { OpenDocument } from '../../server/documents/document';
import { placeExpression } from '../../server/features/designer/expressions';
import { definitionOf } from '../../server/features/validate';
import type { PlaceExpression } from '../../server/protocol/expression';
import { expectedExpression, type NotificationCase, randomCase, randomOf } from './expressions';

type Path = (string | number)[];

const sample = readFileSync(new URL('../connectors/githubWebhookSample.swagger.json', import.meta.url), 'utf8');

function definitionOfText(text: string) {
  return definitionOf(new OpenDocument('file:///a.swagger.json', 'json', 1, text));
}

function copied(
  { schema, definitions, trigger, path }: Omit<NotificationCase, 'definitions'> & { definitions?: object },
  body: 'json' | 'form' | 'xml' = 'json',
): PlaceExpression {
  const definition = definitionOfText(
    JSON.stringify({
      swagger: '2.0',
      info: { title: 'Shop', version: '1' },
      paths: {
        '/hooks': {
          'x-ms-notification-content': { schema },
          post: { operationId: 'WhenSold', 'x-ms-trigger': trigger, responses: {} },
        },
      },
      definitions,
    }),
  );
  return placeExpression(definition, { operationId: 'WhenSold', body, path });
}

const string = { type: 'string' };
const single = (schema: object, path: Path) => copied({ trigger: 'single', schema: { ...schema }, path });
const batch = (schema: object, path: Path) => copied({ trigger: 'batch', schema: { ...schema }, path });

const push = {
  type: 'object',
  required: ['ref', 'commits'],
  properties: {
    ref: string,
    "it's": string,
    commits: { type: 'array', items: { type: 'object', required: ['message'], properties: { message: string } } },
    secret: { ...string, 'x-ms-visibility': 'internal' },
  },
};

describe('the expression of a place in a delivery', () => {
  it('is what the designer writes for its dynamic content', () => {
    expect(single(push, ['ref'])).toEqual({ expression: "triggerBody()['ref']", title: 'ref' });
    expect(single(push, ["it's"])).toEqual({ expression: "triggerBody()?['it''s']", title: "it's" });
    expect(single(push, [])).toEqual({ expression: 'triggerBody()', title: 'Body' });
  });

  it('reads an item of a list by its index, and does not count on its being there', () => {
    expect(single(push, ['commits', 0, 'message'])).toMatchObject({
      expression: "triggerBody()?['commits']?[0]?['message']",
    });
  });

  it('is read in each item where the items are split', () => {
    const schema = { ...push, required: ['commits'], properties: { commits: push.properties.commits } };
    expect(batch(schema, ['commits', 3, 'message'])).toMatchObject({ expression: "triggerBody()['message']" });
    expect(batch(schema, ['commits', 3])).toMatchObject({ expression: 'triggerBody()' });
    expect(batch(schema, ['commits'])).toEqual({
      expression: null,
      reason:
        'Each item of "commits" starts its own run, which gets that item and nothing around it. Copy a place inside an item.',
    });
  });

  it('has no title where the designer offers no dynamic content', () => {
    expect(single(push, ['secret'])).toEqual({ expression: "triggerBody()?['secret']" });
    expect(single(push, ['undocumented', 2, 'x'])).toEqual({ expression: "triggerBody()?['undocumented']?[2]?['x']" });
  });

  it('reads forms with the functions for forms, and says how to read XML', () => {
    const form = (path: Path) => copied({ trigger: 'single', schema: {}, path }, 'form').expression;
    expect(form(['order'])).toBe("triggerFormDataValue('order')");
    expect(form(['payload', 'action'])).toBe("json(triggerFormDataValue('payload'))?['action']");
    expect(copied({ trigger: 'single', schema: {}, path: ['a', 1] }, 'form')).toMatchObject({ expression: null });
    expect(copied({ trigger: 'single', schema: {}, path: ['a'] }, 'xml')).toMatchObject({ expression: null });
  });

  it("is that of the tutorial's push", () => {
    const definition = definitionOfText(sample);
    const at = (path: Path) => placeExpression(definition, { operationId: 'webhook-trigger', body: 'json', path });
    expect(at(['commits', 0, 'message'])).toMatchObject({
      expression: "triggerBody()?['commits']?[0]?['message']",
    });
  });

  it('rejects a trigger that the definition has no longer', () => {
    expect(() => placeExpression(undefined, { operationId: 'Gone', body: 'json', path: [] })).toThrow(
      'The definition has no trigger Gone any more, so its expressions are not known.',
    );
  });
});

describe('300 random places', () => {
  const random = randomOf(18);
  const cases = Array.from({ length: 300 }, () => randomCase(random));

  it('are as varied as deliveries are', () => {
    const expressions = cases.map(expectedExpression);
    const count = (pattern: RegExp) => expressions.filter((one) => one !== null && pattern.test(one)).length;
    expect(expressions.filter((one) => one === null).length).toBeGreaterThan(10);
    expect(count(/\)\['/)).toBeGreaterThan(15);
    expect(count(/\?\['/)).toBeGreaterThan(80);
    expect(count(/\?\[\d/)).toBeGreaterThan(30);
    expect(cases.filter(({ trigger }, at) => trigger === 'batch' && expressions[at] !== null).length).toBeGreaterThan(
      60,
    );
  });

  it('are copied as the designer would write them', () => {
    const wrong = cases.flatMap((one) => {
      const expected = expectedExpression(one);
      const { expression } = copied(one);
      return expression === expected ? [] : [{ expected, expression, ...one }];
    });
    expect(wrong.slice(0, 3)).toEqual([]);
  });
});
