import { readFileSync } from 'node:fs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { rejectedFor } from '../../client/commands/prompts/errorKinds';
import { setTranslator, type Translate, t } from '../../client/common/translate';
import { checkExplained } from '../receiver/explained';
import { startService } from '../support/service';
import { fakeEnvironment, start } from './environment';
import { describeTrigger } from './triggers';

const english: Translate = (message, ...values) =>
  message.replace(/\{(\d+)\}/g, (_, index) => String(values[Number(index)]));

function inDutch(): void {
  const bundle: Record<string, string> = JSON.parse(
    readFileSync(new URL('../../l10n/bundle.l10n.nl.json', import.meta.url), 'utf8'),
  );
  setTranslator((message, ...values) => english(bundle[message] ?? message, ...values));
  onTestFinished(() => setTranslator(english));
}

describe('messages of the parts without the editor', () => {
  it('are English by default, with their values', () => {
    expect(t('{0} did not respond within {1} s.', 'api.example.com', 30)).toBe(
      'api.example.com did not respond within 30 s.',
    );
  });

  it('reach people in their language, and still name the property', async () => {
    inDutch();
    const standIn = await startService({ location: 'absent' });
    onTestFinished(() => standIn.close());
    const webhooks = await start(fakeEnvironment());
    const request = {
      uri: 'file:///a.swagger.json',
      trigger: describeTrigger(),
      parameters: {},
      baseUrl: 'https://api.example.com',
      exposure: 'auto' as const,
    };
    const error = await webhooks.register(request).catch((rejection: unknown) => rejection);
    expect(String(error)).toMatch(/api\.example\.com kan deze computer niet bereiken/);
    expect([rejectedFor(error, 'exposure'), rejectedFor(error, 'credentials')]).toEqual([true, false]);
    const { warnings } = await webhooks.register({ ...request, baseUrl: standIn.url });
    expect(warnings.join()).toMatch(/geen header "Location"/);
    standIn.fail({ method: 'POST', status: 403 });
    await expect(webhooks.register({ ...request, baseUrl: standIn.url })).rejects.toThrow(
      /heeft de webhook niet gemaakt: het gaf 403/,
    );
  });

  it('explain a signature in that language', () => {
    inDutch();
    const headers = { 'x-xero-signature': 'AAAA' };
    const signed = { method: 'POST', url: 'https://a.example', headers, body: Buffer.from('{}'), now: 0 };
    expect(checkExplained(signed, { secrets: ['one'] }).why).toMatch(/^Xero: het geheim is niet dat/);
  });
});
