import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { MarkupContent } from 'vscode-languageserver-protocol';
import { stringify } from 'yaml';
import { OpenDocument } from '../../server/documents/document';
import { hover } from '../../server/features/hover';
import { notificationTokens } from '../../server/features/hover/tokens';
import { definitionOf } from '../../server/features/validate';
import { propertiesOf } from '../../server/model/properties';
import { definition } from '../life/life';

const sample = readFileSync(new URL('../connectors/githubWebhookSample.swagger.json', import.meta.url), 'utf8');
const sampleYaml = stringify(JSON.parse(sample));

/** What is shown at the first place of a text where `at` stands, `into` characters inside. */
function hoverOn(text: string, at: string, language = 'json', into = 1): { text: string; marked: string } | null {
  const document = new OpenDocument(`file:///a.swagger.${language}`, language, 1, text);
  const shown = hover(document, definitionOf(document), text.indexOf(at) + into);
  if (!shown) return null;
  const { start, end } = shown.range!;
  const marked = text.slice(document.offsetAt(start), document.offsetAt(end));
  return { text: (shown.contents as MarkupContent).value, marked };
}

describe('hover on webhook keys', () => {
  it.each([
    ['json', sample, '"x-ms-trigger"'],
    ['yaml', sampleYaml, 'x-ms-trigger'],
  ])('%s: says what a key does, where it belongs and where to read on', (language, text, key) => {
    const shown = hoverOn(text, key, language)!;
    expect(shown.marked).toBe(key);
    expect(shown.text).toContain('Makes this operation a trigger');
    expect(shown.text).toContain('Belongs on an operation.');
    expect(shown.text).toContain('(https://learn.microsoft.com/');
  });

  it('explains the value at the value', () => {
    const shown = hoverOn(sample, '"single"')!;
    expect(shown.marked).toBe('"single"');
    expect(shown.text).toMatch(/`x-ms-trigger`: `single`\. One event per call/);
  });

  it('lists what flow makers will see', () => {
    const { text } = hoverOn(sample, '"x-ms-notification-content"')!;
    expect(text).toContain(
      "**Flow makers will see**\n- Body: object `triggerBody()`\n- Compare URL: string `triggerBody()?['compare']`\n",
    );
    expect(text).toContain("- Author name: string `triggerBody()?['head_commit']?['author']?['name']`");
  });

  it('follows a reference in the place of the content', () => {
    const content = { description: 'A push', schema: { type: 'object', properties: { id: { type: 'string' } } } };
    const text = JSON.stringify({
      swagger: '2.0',
      paths: {
        '/h': {
          'x-ms-notification-content': { $ref: '#/x-shared' },
          post: { operationId: 'T', 'x-ms-trigger': 'single' },
        },
      },
      'x-shared': content,
    });
    expect(hoverOn(text, '"x-ms-notification-content"')!.text).toContain("string `triggerBody()?['id']`");
    expect(hoverOn(text, '"post"')!.text).toContain('**Notification:** flow makers get');
  });

  it('gives the expression of a property of a notification, in a list and where it is shared', () => {
    const item = { type: 'object', required: ['sku'], properties: { sku: { type: 'string', title: 'SKU' } } };
    const text = JSON.stringify({
      swagger: '2.0',
      paths: {
        '/one': {
          'x-ms-notification-content': {
            schema: {
              type: 'object',
              properties: { note: { type: 'string' }, lines: { type: 'array', items: { $ref: '#/definitions/Item' } } },
            },
          },
          post: { operationId: 'One', 'x-ms-trigger': 'single' },
        },
        '/each': {
          'x-ms-notification-content': { schema: { type: 'array', items: { $ref: '#/definitions/Item' } } },
          post: { operationId: 'Each', 'x-ms-trigger': 'batch' },
        },
        '/item': { get: { parameters: [{ in: 'body', schema: { properties: { plain: {} } } }] } },
      },
      definitions: { Item: item },
    });
    expect(hoverOn(text, '"note"')!.text).toBe("**Dynamic content in a flow**\n- note: `triggerBody()?['note']`");
    expect(hoverOn(text, '"sku":')!.text).toBe(
      "**Dynamic content in a flow**\n- SKU: `item()?['sku']` for each of lines\n- SKU: `triggerBody()['sku']`",
    );
    expect(hoverOn(text, '"plain"')).toBeNull();
    expect(hoverOn(stringify(JSON.parse(text)), 'note', 'yaml')!.text).toContain("`triggerBody()?['note']`");
  });

  it('says where the callback goes', () => {
    expect(hoverOn(sample, '"x-ms-notification-url"')!.text).toContain(
      'Here: `config.url` in the body of `webhook-trigger`.',
    );
  });

  it('leaves property names alone that only look like keys', () => {
    const text = '{"definitions":{"A":{"properties":{"x-ms-trigger":{"type":"string"}}}}}';
    expect(hoverOn(text, '"x-ms-trigger"')).toBeNull();
  });
});

describe('hover on a trigger', () => {
  const steps = [
    '1. **Create:** `POST https://api.github.com/repos/{owner}/{repo}/hooks`',
    '2. **Callback:** Power Automate puts its URL into `config.url` of the body.',
    '3. **Notification:** flow makers get Compare URL, Commit URL',
    '4. **Delete:** DELETE to the `Location` of the response to the create request; here `DELETE /repos/{owner}/{repo}/hooks/{hook_Id}` (`DeleteTrigger`).',
    '- `config` and `url` in `required` of the object around.',
    '- A `Location` header in the response to the create request',
  ];
  it.each(['"post"', '"webhook-trigger"', '"x-ms-trigger"', '"single"'])('shows its life at %s', (at) => {
    const { text } = hoverOn(sample, at)!;
    for (const step of steps) expect(text).toContain(step);
  });

  it('names the triggers that a DELETE ends', () => {
    expect(hoverOn(sample, '"delete"')!.text).toMatch(/^\*\*Deletes the webhook\*\* of `webhook-trigger`/);
  });

  it('shows the missing parts of a bare one', () => {
    const bare =
      '{"swagger":"2.0","paths":{"/h":{"x-ms-notification-content":{},"post":{"operationId":"T","x-ms-trigger":"single"}}}}';
    const { text } = hoverOn(bare, '"post"')!;
    expect(text).toContain('`x-ms-notification-url: true`');
    expect(text).toContain('A DELETE operation');
  });

  it('distinguishes polling from webhooks', () => {
    const polling =
      '{"swagger":"2.0","paths":{"/p":{"get":{"summary":"When *new*","operationId":"P","x-ms-trigger":"batch"}}}}';
    expect(hoverOn(polling, '"get"')!.text).toMatch(/^\*\*Polling trigger:\*\* When \\\*new\\\*/);
  });

  it('has nothing on an action', () => {
    expect(hoverOn(sample, '"get"')).toBeNull();
  });
});

describe('hover on references and Swagger keys', () => {
  it.each([
    ['json', sample, '"#/definitions/WebhookRequestBody"'],
    ['yaml', sampleYaml, '"#/definitions/WebhookRequestBody"'],
  ])('%s: shows where a reference leads', (language, text, at) => {
    const shown = hoverOn(text, at, language)!;
    expect(shown.marked).toBe(at);
    expect(shown.text).toContain('`#/definitions/WebhookRequestBody`: object');
    expect(shown.text).toContain('- `config`: object');
  });

  it('says when it leads nowhere', () => {
    const text = '{"definitions":{"A":{"$ref":"#/definitions/B"}}}';
    expect(hoverOn(text, '"$ref"')!.text).toBe('`#/definitions/B` leads nowhere in this document.');
  });

  it('shows the operation that dynamic values come from', () => {
    const text =
      '{"paths":{"/i":{"get":{"operationId":"I","summary":"Items","parameters":[{"in":"query","x-ms-dynamic-values":{"operationId":"I"}}]}}}}';
    const at = text.lastIndexOf('"I"');
    expect(hoverOn(text, text.slice(at))!.text).toBe('`GET /i`\n\nItems');
  });

  it('explains the tokens of a notification, and the name of an operation without a webhook', () => {
    const text = JSON.stringify({
      swagger: '2.0',
      paths: {
        '/h': { 'x-ms-notification-content': { schema: {}, headers: {} } },
        '/i': { get: { operationId: 'GetItems', responses: {} } },
      },
    });
    expect(hoverOn(text, '"schema"')!.text).toContain('Schema of the body that the service sends.');
    expect(hoverOn(text, '"headers"')!.text).toBe('Headers of the delivery that flow makers can use.');
    expect(hoverOn(text, '"operationId"')!.text).toContain('Name by which flows refer to the operation');
  });

  it('explains keys of Swagger', () => {
    expect(hoverOn(sample, '"schemes"')!.text).toBe('`https`, except for tests on the local machine.');
  });
});

describe('tokens', () => {
  const tokensOf = (schema: object, definitions: object = {}): string[] => {
    const text = JSON.stringify({ swagger: '2.0', definitions: { Notification: schema, ...definitions } });
    const document = new OpenDocument('file:///a.swagger.json', 'json', 1, text);
    const definition = definitionOf(document)!;
    const { tokens } = notificationTokens(definition, definition.target('#/definitions/Notification'));
    return tokens.map(({ title, type }) => `${title}: ${type}`);
  };

  it('follow title, summary and name, with titles around in front', () => {
    const schema = {
      type: 'object',
      title: 'Event',
      properties: {
        a: { type: 'string', title: 'A', 'x-ms-summary': 'no' },
        b: { type: 'string', 'x-ms-summary': 'B' },
        c: { type: 'object', properties: { d: { type: 'integer' } } },
      },
    };
    expect(tokensOf(schema)).toEqual([
      'Event: object',
      'Event A: string',
      'Event B: string',
      'Event d: integer',
      'Event c: object',
    ]);
  });

  it('leave out internal and file ones, and put required first and advanced last', () => {
    const schema = {
      type: 'object',
      required: ['z'],
      properties: {
        hidden: { type: 'object', 'x-ms-visibility': 'internal', properties: { x: { type: 'string' } } },
        late: { type: 'string', 'x-ms-visibility': 'advanced' },
        file: { type: 'file' },
        a: { type: 'string' },
        first: { type: 'string', 'x-ms-visibility': 'important' },
        z: { type: 'string' },
      },
    };
    expect(tokensOf(schema)).toEqual(['z: string', 'Body: object', 'first: string', 'a: string', 'late: string']);
  });

  it('give lists an item of their own', () => {
    const schema = { type: 'array', items: { type: 'object', properties: { id: { type: 'string' } } } };
    expect(tokensOf(schema)).toEqual(['Item: object', 'Body: array', 'id: string']);
  });

  it('end at a circular reference', () => {
    const schema = { type: 'object', properties: { next: { $ref: '#/definitions/Notification' } } };
    expect(tokensOf(schema)).toEqual(['Body: object', 'next: any']);
  });

  it('are limited in number', () => {
    const wide = (to: string) => ({
      type: 'object',
      properties: Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`p${i}`, { $ref: `#/definitions/${to}` }])),
    });
    const definitions = { L1: wide('L2'), L2: wide('L3'), L3: wide('L4'), L4: { type: 'string' } };
    expect(tokensOf(wide('L1'), definitions)).toHaveLength(200);
  });
});

describe('hover on a trigger of a connector with policies or a script', () => {
  const policy = (templateId: string, title: string, operations?: string[], section = 'Request') => ({
    templateId,
    title,
    parameters: {
      'x-ms-apimTemplate-policySection': section,
      ...(operations && { 'x-ms-apimTemplate-operationName': operations }),
    },
  });
  const shown = (properties: object, hasScript = false): string => {
    const text = definition({ host: 'api.example.com' });
    const document = new OpenDocument('file:///a.swagger.json', 'json', 1, text);
    const connection = propertiesOf(new OpenDocument('file:///p', 'json', 1, JSON.stringify({ properties })));
    const found = hover(
      document,
      definitionOf(document, connection),
      text.indexOf('"x-ms-trigger"') + 1,
      () => undefined,
      () => hasScript,
    );
    return (found!.contents as MarkupContent).value;
  };

  it('names the policies of its calls, and those that registering does not apply', () => {
    const policyTemplateInstances = [
      policy('setheader', 'Tenant'),
      policy('stringreplace', 'Replace', ['Subscribe']),
      policy('setqueryparameter', 'Key', ['Unsubscribe']),
      policy('setheader', 'Other', ['Another']),
      policy('pollingtrigger', 'Poll', ['Subscribe']),
    ];
    expect(shown({ policyTemplateInstances })).toContain(
      '**Sent through policies:** Tenant (`setheader`); Replace (`stringreplace`), not applied when registering here; Key (`setqueryparameter`), for the DELETE.',
    );
    expect(shown({})).not.toContain('Sent through policies');
  });

  it.each([
    [{}, 'the create call and the DELETE'],
    [{ scriptOperations: [] }, 'the create call and the DELETE'],
    [{ scriptOperations: ['Subscribe'] }, 'the create call'],
    [{ scriptOperations: ['Unsubscribe'] }, 'the DELETE'],
  ])('says what a script with %j runs for: %s', (properties, calls) => {
    expect(shown(properties, true)).toContain(`**Script:** in Power Automate \`script.csx\` runs for ${calls}.`);
    expect(shown(properties)).not.toContain('**Script:**');
  });

  it('is silent about a script for other operations', () => {
    expect(shown({ scriptOperations: ['Another'] }, true)).not.toContain('**Script:**');
  });
});
