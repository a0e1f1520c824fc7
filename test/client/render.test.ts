import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Translate } from '../../client/common/translate';
import type { StoredDelivery } from '../../client/domain/delivery';
import type { WebhookEvent } from '../../client/domain/events';
import type { CheckStep, WebhookRegistration } from '../../client/domain/registration';
import { maskCallback, renderEvent } from '../../client/views/render';

const t: Translate = (message, ...values) => message.replace(/\{(\d)\}/g, (_, index) => String(values[index]));
const at = new Date(2024, 0, 2, 14, 2, 7, 113);
const token = 'q3pX-9_tokenThatNobodySees';

const registration = {
  id: 'one',
  operationId: 'webhook-trigger',
  callbackUrl: `https://tunnel.example/prefix/hook/${token}`,
  status: 201,
  warnings: ['The answer has no Location header.'],
  request: { method: 'POST', url: 'https://api.github.com/repos/o/r/hooks' },
} as WebhookRegistration;

const delivery = (about: Partial<StoredDelivery> = {}): StoredDelivery => ({
  id: 'd1',
  registrationId: 'one',
  kind: 'delivery',
  receivedAt: at.toISOString(),
  method: 'POST',
  headers: {},
  event: 'push',
  signature: 'valid',
  conforms: true,
  problems: [],
  answered: 200,
  body: { file: '/nowhere', start: 0 },
  bytes: 7373,
  milliseconds: 12.4,
  ...about,
});

const render = (event: WebhookEvent) => renderEvent(event, at, t);
const checked = (about?: Partial<StoredDelivery>) =>
  render({ type: 'checked', registration, delivery: delivery(about) });

describe('a line of the output panel', () => {
  it('shows time, trigger, event and verdict', () => {
    expect(checked()).toEqual(['14:02:07.113  webhook-trigger  push  ✔ matches  signature valid  7.2 KB  12 ms']);
  });

  it('shows that a token does not cover the body', () => {
    expect(checked({ signature: 'token' })[0]).toContain('  ✔ matches  token valid, body not covered  7.2 KB  ');
  });

  it('marks deliveries that the service did not send', () => {
    const replayed = { by: 'replay', of: 'd0', edited: false } as const;
    expect(checked({ origin: replayed })[0]).toContain('signature valid  replayed  7.2 KB');
    expect(checked({ origin: { ...replayed, edited: true } })[0]).toContain('  replayed, edited  ');
    expect(checked({ origin: { by: 'send' } })[0]).toContain('  sent from here  ');
  });

  it('ends with the problems and their pointers', () => {
    const problems = [
      { pointer: '/commits/0/id', message: 'must be string' },
      { pointer: '', message: 'must have property "ref"' },
    ];
    expect(checked({ conforms: false, problems, bytes: 12 })).toEqual([
      '14:02:07.113  webhook-trigger  push  ✘ 2 problems  signature valid  12 B  12 ms  /commits/0/id must be string · must have property "ref"',
    ]);
  });

  it('shows when a relay is lost and when it is back', () => {
    const [lost] = render({ type: 'relay', registration, state: 'lost', since: '', milliseconds: 0 });
    expect(lost).toBe('14:02:07.113  webhook-trigger  relay  ⚠ lost: nothing arrives until it is back');
    const [back] = render({ type: 'relay', registration, state: 'back', since: '', milliseconds: 61_000 });
    expect(back).toContain('✔ back after 61 s');
  });

  it('lists the steps of the unsubscribe contract', () => {
    const steps: CheckStep[] = [
      { name: 'create', ok: true, detail: 'POST https://a.example/hooks' },
      { name: 'location', ok: false, detail: `no Location for /hook/${token}` },
    ];
    expect(render({ type: 'unsubscribeChecked', registration, steps, differences: [], milliseconds: 20 })).toEqual([
      '14:02:07.113  webhook-trigger  unsubscribe  ✘ 1 problem  20 ms',
      '    ✔ created  POST https://a.example/hooks',
      '    ✘ has Location  no Location for /hook/…',
    ]);
    const [kept] = render({
      type: 'unsubscribeChecked',
      registration,
      steps: steps.slice(0, 1),
      differences: [],
      milliseconds: 20,
    });
    expect(kept).toContain('✔ contract fulfilled');
  });

  it('counts the problems beyond the first ones', () => {
    const problems = Array.from({ length: 25 }, (_, index) => ({ pointer: `/${index}`, message: 'must be string' }));
    const lines = checked({ conforms: false, problems });
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/ · \/2 must be string · … and 22 more$/);
  });

  it('is written once per delivery: after its check, or at once if it has none', () => {
    const arrives = (about: Partial<StoredDelivery>) =>
      render({ type: 'delivery', registration, delivery: delivery({ conforms: null, ...about }) });
    expect(arrives({})).toEqual([]);
    expect(arrives({ kind: 'handshake', event: null })[0]).toContain('  POST  ✔ handshake completed (200)  ');
    expect(arrives({ kind: 'refused', signature: 'invalid', answered: 401 })[0]).toContain('  push  ✘ refused (401)  ');
  });

  it('shows why a body was not checked', () => {
    const problems = [{ pointer: '', message: 'the schema cannot be compiled' }];
    const [line] = checked({ conforms: null, signature: 'absent', problems });
    expect(line).toMatch(/ {2}○ not checked: the schema cannot be compiled {2}not signed /);
    expect(line!.match(/compiled/g)).toHaveLength(1);
  });

  it('has the warnings of a registration below it', () => {
    expect(render({ type: 'created', registration, milliseconds: 340 })).toEqual([
      '14:02:07.113  webhook-trigger  register  ✔ registered (201)  340 ms',
      '    ⚠ The answer has no Location header.',
    ]);
  });

  it('never shows the callback URL', () => {
    const message = `422 config.url ${registration.callbackUrl} (${encodeURIComponent(registration.callbackUrl)}) is not supported`;
    const events: WebhookEvent[] = [
      { type: 'createFailed', registration, message, milliseconds: 1 },
      { type: 'deleteFailed', registration, message, milliseconds: 1 },
      { type: 'created', registration: { ...registration, warnings: [message] }, milliseconds: 1 },
      { type: 'checked', registration, delivery: delivery({ problems: [{ pointer: '', message }], conforms: false }) },
    ];
    for (const event of events) expect(render(event).join('\n')).not.toContain(token);
    expect(maskCallback('http://127.0.0.1:9/hook/abcDEF-1 and more', '')).toBe('http://127.0.0.1:9/hook/… and more');
  });

  it('keeps one line and its columns whatever a service sends', () => {
    const [line] = checked({ event: 'a\nb  ✘ forged\u202e\u0007' });
    expect(line).toBe('14:02:07.113  webhook-trigger  a b ✘ forged  ✔ matches  signature valid  7.2 KB  12 ms');
  });
});

describe('the grammar of the output panel', () => {
  const path = new URL('../../syntaxes/flow-webhooks-log.tmLanguage.json', import.meta.url);
  const { repository } = JSON.parse(readFileSync(path, 'utf8'));
  const rule = (name: string, key: 'begin' | 'match') => new RegExp(repository[name][key]);

  it('matches the columns of an event', () => {
    const found = rule('event', 'begin').exec(checked()[0]!);
    expect(found?.slice(1)).toEqual(['14:02:07.113', 'webhook-trigger', 'push']);
  });

  it('matches a line of the receiver', () => {
    const [line] = render({ type: 'receiver', port: 41234, state: 'listening' });
    expect(rule('receiver', 'begin').exec(line!)?.slice(1)).toEqual(['14:02:07.113', 'callback server']);
  });

  it('matches verdict, measures, pointer and warning', () => {
    const found = (pattern: string, text: string) => new RegExp(pattern).exec(text)?.[0];
    const [line] = checked({ conforms: false, problems: [{ pointer: '/a/0', message: 'must be string' }] });
    const signs: { match: string }[] = repository.verdict.patterns;
    expect(signs.map(({ match }) => found(match, line!))).toEqual([undefined, '✘ 1 problem', undefined, undefined]);
    expect(line!.match(new RegExp(repository.measure.match, 'g'))).toEqual(['7.2 KB', '12 ms']);
    expect(rule('problem', 'match').exec(line!)?.[0]).toBe('/a/0');
    expect(rule('warning', 'match').test(render({ type: 'created', registration, milliseconds: 1 })[1]!)).toBe(true);
  });
});

describe('the grammar of x-ms-* keys', () => {
  const path = new URL('../../syntaxes/x-ms-keys.tmLanguage.json', import.meta.url);
  const [pattern] = JSON.parse(readFileSync(path, 'utf8')).patterns;

  it.each([
    ['x-ms-trigger', true],
    ['x-ms-notification-content', true],
    ['x-ms-', false],
    ['X-Hub-Signature', false],
  ])('of %s: %s', (key, matches) => {
    expect(new RegExp(`^${pattern.match}$`).test(key)).toBe(matches);
  });
});
