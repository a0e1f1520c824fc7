import { describe, expect, it } from 'vitest';
import type { WebhookRegistration } from '../../client/domain/registration';
import { LiveState } from '../../client/webhooks/liveState';
import { describeTrigger } from './triggers';

const entry: WebhookRegistration = {
  id: 'a',
  operationId: 'Subscribe',
  title: 'When something is ordered',
  uri: 'file:///a.swagger.json',
  status: 201,
  state: 'active',
  callbackUrl: 'http://127.0.0.1:4000/hook/abc',
  warnings: ['from the create call'],
  createdAt: '2026-01-01T00:00:00.000Z',
  service: 'http',
  baseUrl: 'https://api.example',
  request: { method: 'POST', url: 'https://api.example/hooks' },
  exposure: 'smee',
  receiverPort: 4000,
  credentials: { type: 'none' },
  signed: false,
  trigger: describeTrigger(),
  parameters: {},
};

const down = { since: 0, relay: 'smee.example', reason: 'ECONNRESET', isFinal: false };

describe('the state of a webhook', () => {
  it.each<[string, (live: LiveState) => void, string, RegExp | undefined]>([
    ['is that of the ledger when all is well', () => {}, 'active', undefined],
    ['is deleting while it is deleted', (live) => live.beginDelete('a'), 'deleting', undefined],
    [
      'is unreachable when the service has it no more',
      (live) => live.markGone('a', '2026-01-02'),
      'unreachable',
      /2026-01-02/,
    ],
    [
      'is unreachable when its forwarded URL is another one',
      (live) => live.markForwardLost('a'),
      'unreachable',
      /forwards/,
    ],
    [
      'is unreachable while its relay is down',
      (live) => live.relayDown('a', down),
      'unreachable',
      /smee\.example.*ECONNRESET/,
    ],
  ])('%s', (_, change, state, warning) => {
    const live = new LiveState(() => new Set([4000]));
    change(live);
    const { state: shown, warnings } = live.current(entry);
    expect(shown).toBe(state);
    expect(warnings[0]).toBe('from the create call');
    if (warning) expect(warnings.slice(1)).toEqual([expect.stringMatching(warning)]);
    else expect(warnings).toHaveLength(1);
  });

  it('is unreachable when no window listens on its port', () => {
    const live = new LiveState(() => new Set([5000]));
    expect(live.current(entry)).toMatchObject({ state: 'unreachable' });
    expect(live.current(entry, new Set([4000]))).toMatchObject({ state: 'active' });
  });

  it('returns to the one in the ledger once the obstacle is gone', () => {
    const live = new LiveState(() => new Set([4000]));
    live.beginDelete('a');
    live.endDelete('a');
    live.markGone('a', '2026-01-02');
    expect(live.markThere('a')).toBe(true);
    expect(live.markThere('a')).toBe(false);
    live.relayDown('a', down);
    expect(live.relayDownSince('a')).toBe(0);
    live.relayUp('a');
    expect(live.current(entry)).toBe(entry);
  });

  it('is forgotten with the entry', () => {
    const live = new LiveState(() => new Set([4000]));
    live.holdCredentials('a', { type: 'bearer', token: 'secret' });
    live.markGone('a', '2026-01-02');
    live.markForwardLost('a');
    live.relayDown('a', down);
    live.drop('a');
    expect(live.heldCredentials('a')).toBeUndefined();
    expect(live.current(entry)).toBe(entry);
  });
});
