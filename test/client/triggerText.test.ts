import { describe, expect, it, vi } from 'vitest';

vi.mock('vscode', () => ({
  l10n: { t: (text: string, ...values: unknown[]) => text.replace(/\{(\d)\}/g, (_, at) => String(values[at])) },
}));

const { readTriggerText, triggerTemplate } = await import('../../client/commands/prompts/triggerText');

const written = `### Request: anything
curl https://api.shop.example/hooks -d '{"target": "https://x.example"}'

### Response
HTTP/1.1 201 Created
Location: /hooks/7

### notification
{"id": 1}
### Options
# a remark
callback: target
summary: When it: happens
visible: /events, ?shop
tokens:
unsubscribe: no
`;

describe('the text of a new trigger', () => {
  it('is read section by section', () => {
    const expected = {
      request: `curl https://api.shop.example/hooks -d '{"target": "https://x.example"}'`,
      response: 'HTTP/1.1 201 Created\nLocation: /hooks/7',
      notification: '{"id": 1}',
      callback: 'target',
      summary: 'When it: happens',
      visible: ['/events', '?shop'],
      unsubscribe: false,
    };
    expect(readTriggerText(written)).toEqual(expected);
    expect(readTriggerText(written.replaceAll('\n', '\r\n'))).toEqual({
      ...expected,
      response: 'HTTP/1.1 201 Created\r\nLocation: /hooks/7',
    });
  });

  it('begins as a template from which nothing is taken until it is filled in', () => {
    for (const file of [undefined, 'apiDefinition.json']) {
      const template = triggerTemplate(file);
      expect(template.match(/^### \w+/gm)).toEqual(['### Request', '### Response', '### Notification', '### Options']);
      expect(readTriggerText(template)).toEqual({});
    }
    const filled = triggerTemplate(undefined)
      .replace(/^# (?=\w+: )/gm, '')
      .replace(/^.*:$/gm, '');
    expect(readTriggerText(filled)).toMatchObject({
      url: '/orders/{orderId}/hooks',
      method: 'POST',
      tokens: ['/id', '/lines/*/sku'],
      unsubscribe: '/orders/hooks/{id}',
      language: 'json',
    });
  });

  it('rejects options that there are not, with those there are', () => {
    expect(() => readTriggerText('### Options\ncallbak: x')).toThrow(
      'There is no option callbak. Options are: callback,',
    );
    expect(() => readTriggerText('### Options\nwhat is this')).toThrow('This is not: what is this');
  });
});
