import { describe, expect, it } from 'vitest';
import type { Translate } from '../../client/common/translate';
import type { StoredDelivery } from '../../client/domain/delivery';
import type { WebhookRegistration } from '../../client/domain/registration';
import { viewOf } from '../../client/views/deliveryView';
import { type Filtered, parseFilter } from '../../client/views/filter';
import { type OutputEntry, OutputModel } from '../../client/views/output/outputModel';
import { type StatusInput, statusOf } from '../../client/views/statusModel';
import { deliveriesOf, registrationsOf, servicesOf, targetOf, triggersOf } from '../../client/views/tree/nodes';
import { delivery } from './storedDelivery';

const t: Translate = (message, ...values) => message.replace(/\{(\d)\}/g, (_, index) => String(values[index]));

const registration = (about: Partial<WebhookRegistration> = {}): WebhookRegistration =>
  ({
    id: 'one',
    uri: 'file:///orders.swagger.json',
    operationId: 'WhenOrdered',
    title: 'When something is ordered',
    baseUrl: 'https://orders.example/v1',
    callbackUrl: 'https://tunnel.example/hook/q3pX9tokenThatNobodySees',
    createdAt: '2024-01-02T00:00:00Z',
    request: { method: 'POST', url: 'https://orders.example/v1/hooks?kind=a' },
    exposure: 'local',
    state: 'active',
    ...about,
  }) as WebhookRegistration;

describe('filtering', () => {
  const one: Filtered = {
    trigger: 'WhenOrdered',
    event: 'push',
    verdict: 'differs',
    isFailure: true,
    text: 'WhenOrdered push /a must be string',
  };
  it.each([
    ['', true],
    ['trigger:ordered', true],
    ['trigger:push', false],
    ['event:PUSH verdict:failed', true],
    ['verdict:matches', false],
    ['"must be" -ping', true],
    ['-"must be"', false],
    ['-event:push', false],
    ['/a string', true],
    ['event:"push"', true],
  ])('%s', (text, matches) => {
    expect(parseFilter(text).matches(one)).toBe(matches);
  });
});

describe('the output panel', () => {
  const entry = (line: string, about: Partial<OutputEntry> = {}): OutputEntry => ({
    lines: [line],
    trigger: '',
    event: '',
    isFailure: false,
    ...about,
  });

  it('writes waiting entries in one batch and never twice', () => {
    const model = new OutputModel();
    model.add(entry('a'));
    model.add(entry('b'));
    expect(model.take()).toEqual({ replace: false, text: 'a\nb\n' });
    expect(model.take()).toBeUndefined();
  });

  it('holds back lines while paused', () => {
    const model = new OutputModel();
    model.isPaused = true;
    model.add(entry('a'));
    expect(model.take()).toBeUndefined();
    expect(model.waitingCount).toBe(1);
    model.isPaused = false;
    expect(model.take()?.text).toBe('a\n');
  });

  it('shows hidden entries when the filter changes', () => {
    const model = new OutputModel();
    model.setFilter(parseFilter('verdict:failed'));
    model.add(entry('good'));
    model.add(entry('bad', { isFailure: true }));
    expect(model.take()).toEqual({ replace: true, text: 'bad\n' });
    model.setFilter(parseFilter(''));
    expect(model.take()).toEqual({ replace: true, text: 'good\nbad\n' });
  });

  it('keeps thousands of lines and finds their entries', () => {
    const model = new OutputModel();
    let shown: string[] = [];
    for (let count = 0; count < 30_000; count++) {
      model.add(entry(`line ${count}`, { deliveryId: `d${count}` }));
      if (count % 100 !== 99) continue;
      const change = model.take()!;
      const lines = change.text.trim().split('\n');
      shown = change.replace ? lines : [...shown, ...lines];
      expect(shown.length).toBeLessThanOrEqual(15_000);
    }
    expect(shown.at(-1)).toBe('line 29999');
    expect(shown.length).toBeGreaterThanOrEqual(5_000);
    for (const line of shown) expect(model.find(line)?.deliveryId).toBe(line.replace('line ', 'd'));
    expect(model.find('line 5')).toBeUndefined();
  });
});

describe('the status bar', () => {
  const input: StatusInput = {
    port: 4711,
    registrations: [registration()],
    unread: 0,
    receiverDown: undefined,
    now: 0,
  };

  it('shows the number of webhooks, and the port and the public access in its tooltip', () => {
    expect(statusOf(input, t)).toEqual({
      text: '$(inbox) 1 webhook',
      tooltip: 'The callback server listens on port 4711.\nPublic access: local.',
      mood: 'normal',
    });
    const { registrations } = input;
    expect(statusOf({ ...input, registrations: [...registrations, ...registrations] }, t)?.text).toBe(
      '$(inbox) 2 webhooks',
    );
    expect(statusOf({ ...input, registrations: [] }, t)).toBeUndefined();
  });

  it('counts unread failures', () => {
    expect(statusOf({ ...input, unread: 3 }, t)?.text).toBe('$(inbox) 1 webhook  $(error) 3');
  });

  it('shows how long something has been down', () => {
    const down = (seconds: number) => ({
      down: { since: new Date(seconds * 1000).toISOString(), relay: 'smee.io', reason: 'it is closed' },
    });
    const registrations = [registration(down(60)), registration(down(5)), registration()];
    const relay = statusOf({ ...input, registrations, now: 125_000 }, t);
    expect(relay).toMatchObject({ mood: 'error', text: expect.stringContaining('relay down 2 min') });
    const receiver = statusOf({ ...input, registrations, receiverDown: 0, now: 7_200_000 }, t);
    expect(receiver).toMatchObject({ mood: 'error', text: '$(debug-disconnect) Callback server down 2 h 0 min' });
  });
});

describe('the tree of the view', () => {
  const all = [
    registration(),
    registration({ id: 'two', createdAt: '2024-02-01T00:00:00Z' }),
    registration({ id: 'three', baseUrl: 'https://api.github.com', github: { owner: 'o', repo: 'r' } }),
  ];

  it('lists services, triggers and webhooks, the newest first', () => {
    expect(servicesOf(all).map(({ host }) => host)).toEqual(['api.github.com', 'orders.example']);
    const [trigger] = triggersOf(all, 'orders.example');
    expect(registrationsOf(all, trigger!).map(({ id }) => id)).toEqual(['two', 'one']);
    expect(targetOf(all[2]!)).toBe('o/r');
    expect(targetOf(all[0]!)).toBe('/v1/hooks?kind=a');
  });

  it('shows the newest deliveries and the number of hidden ones', () => {
    const rows = Array.from({ length: 250 }, (_, index) => delivery({ id: `d${index}`, conforms: index % 2 === 0 }));
    const nodes = deliveriesOf(all[0]!, rows, 100);
    expect(nodes).toHaveLength(101);
    expect(nodes[0]).toMatchObject({ kind: 'delivery', deliveryId: 'd249', ask: true, id: 'one' });
    expect(nodes.at(-1)).toMatchObject({ kind: 'more', hidden: 150 });
  });
});

describe('the view of a delivery in the inspector', () => {
  const view = (about: Partial<StoredDelivery>) => viewOf(registration(), delivery(about), [], t);
  const fact = (about: Partial<StoredDelivery>, label: string) => view(about).facts.find((one) => one.label === label);

  it('shows the verdict with its problems', () => {
    const problems = [{ pointer: '/a', message: 'must be string' }];
    expect(view({ conforms: false, problems })).toMatchObject({
      title: 'push',
      verdict: { icon: 'error', text: '1 problem', mood: 'bad' },
      problems,
    });
  });

  it('shows why a request was refused, without the callback URL', () => {
    const message = 'Its signature is wrong. https://tunnel.example/hook/q3pX9tokenThatNobodySees';
    const refused = {
      kind: 'refused',
      answered: 401,
      signature: 'invalid',
      problems: [{ pointer: '', message }],
    } as const;
    expect(fact({ ...refused, problems: [...refused.problems] }, 'Response')).toMatchObject({
      value: '401 Unauthorized',
      mood: 'bad',
      detail: 'Its signature is wrong. https://tunnel.example/hook/…',
    });
    expect(JSON.stringify(view({ ...refused, problems: [...refused.problems] }))).not.toContain('tokenThatNobodySees');
  });

  it('shows why a body was not checked next to the verdict, not as a problem', () => {
    const unchecked = { conforms: null, problems: [{ pointer: '', message: 'XML is not checked.' }] };
    expect(view(unchecked).problems).toEqual([]);
    expect(fact(unchecked, 'Schema')).toMatchObject({ value: 'not checked', detail: 'XML is not checked.' });
  });

  it('names the stronger of two signature headers', () => {
    const headers = { 'x-hub-signature': 'a', 'x-hub-signature-256': 'b' };
    expect(fact({ headers }, 'Signature')).toMatchObject({ value: 'valid', detail: 'x-hub-signature-256' });
  });

  it('distinguishes a token, which does not cover the body, from a signature', () => {
    expect(fact({ signature: 'token', headers: { 'x-signature-date': 'a' } }, 'Signature')).toEqual({
      label: 'Signature',
      value: 'token valid, body not covered',
      mood: 'warning',
      detail: 'It shows who sent the delivery, but not that its body arrived unchanged.',
    });
  });

  it('masks secrets in headers', () => {
    const { headers } = view({ headers: { authorization: 'Bearer abcdef', 'x-event': 'a' } });
    expect(headers).toEqual([
      { name: 'authorization', value: '***', isMasked: true },
      { name: 'x-event', value: 'a', isMasked: false },
    ]);
  });
});
