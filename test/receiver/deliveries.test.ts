import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { type ArrivedDelivery, createDeliveryStore, type DeliveryBounds } from '../../client/receiver/deliveries';
import { temporaryFolder } from '../webhooks/environment';

const generous: DeliveryBounds = { maxCount: 100, maxBytes: 1_000_000, maxAgeDays: 30 };

const arrived = (changes: Partial<ArrivedDelivery> = {}): ArrivedDelivery => ({
  registrationId: 'one',
  kind: 'delivery',
  receivedAt: new Date().toISOString(),
  method: 'POST',
  headers: {},
  event: null,
  signature: 'absent',
  conforms: null,
  problems: [],
  answered: 200,
  milliseconds: 1,
  ...changes,
});

const text = (value: string) => Buffer.from(value);

describe('stored deliveries', () => {
  it('are listed in the order of arrival, across restarts', async () => {
    const folder = temporaryFolder();
    const ids: string[] = [];
    for (let run = 0; run < 3; run++) {
      const store = createDeliveryStore(folder, () => generous);
      for (let index = 0; index < 50; index++) ids.push((await store.add(arrived(), text(`${run} ${index}`))).id);
    }
    const again = createDeliveryStore(folder, () => generous);
    expect((await again.list('one')).map(({ id }) => id)).toEqual(ids);
    expect(await again.list('two')).toEqual([]);
  });

  it('keep their order when the clock is set back', async () => {
    const folder = temporaryFolder();
    const add = async (now: number) => {
      vi.setSystemTime(now);
      return (await createDeliveryStore(folder, () => generous).add(arrived(), text(''))).id;
    };
    onTestFinished(() => void vi.useRealTimers());
    const ids = [await add(2_000_000_000_000), await add(1_900_000_000_000), await add(1_900_000_000_000)];
    expect((await createDeliveryStore(folder, () => generous).list('one')).map(({ id }) => id)).toEqual(ids);
  });

  it('keep their verdict, for another window too', async () => {
    const folder = temporaryFolder();
    const [store, other] = [createDeliveryStore(folder, () => generous), createDeliveryStore(folder, () => generous)];
    const delivery = await store.add(arrived(), text('{}'));
    expect(await other.list('one')).toMatchObject([{ conforms: null }]);
    const problems = [{ pointer: '/a', message: 'has to be a number' }];
    expect(await store.setVerdict(delivery, { conforms: false, problems })).toMatchObject({
      conforms: false,
      problems,
    });
    for (const either of [store, other])
      expect(await either.list('one')).toMatchObject([{ conforms: false, problems }]);
  });

  it('outlive what a crash tore', async () => {
    const folder = temporaryFolder();
    const store = createDeliveryStore(folder, () => generous);
    const { id } = await store.add(arrived(), text('whole'));
    writeFileSync(join(folder, 'one', 'zzzzzzzzz-0000-00000000.json'), '{"registrationId":"on');
    writeFileSync(join(folder, 'one', 'zzzzzzzzz-0001-00000000.body'), 'without a row');
    writeFileSync(join(folder, 'one', 'zzzzzzzzz-0002-00000000.json.new'), '{');
    expect((await createDeliveryStore(folder, () => generous).list('one')).map((row) => row.id)).toEqual([id]);
  });

  it.each<[string, Partial<DeliveryBounds>, string[]]>([
    ['count', { maxCount: 2 }, ['ddd', 'eee']],
    ['bytes', { maxBytes: 6 }, ['ddd', 'eee']],
    ['bytes, but for the newest', { maxBytes: 1 }, ['eee']],
    ['age', { maxAgeDays: 2 }, ['ccc', 'ddd', 'eee']],
  ])('are bounded by %s', async (_, bounds, left) => {
    const folder = temporaryFolder();
    const store = createDeliveryStore(folder, () => ({ ...generous, ...bounds }));
    const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString();
    const bodies = ['aaa', 'bbb', 'ccc', 'ddd', 'eee'];
    for (const [index, body] of bodies.entries())
      await store.add(arrived({ event: body, receivedAt: daysAgo(index < 2 ? 3 : 1) }), text(body));
    await store.prune('one');
    expect((await store.list('one')).map(({ event }) => event)).toEqual(left);
    expect(readdirSync(join(folder, 'one'))).toHaveLength(2 * left.length);
  });

  it('go with their registration, and no other', async () => {
    const store = createDeliveryStore(temporaryFolder(), () => generous);
    await store.add(arrived(), text(''));
    await store.add(arrived({ registrationId: 'two' }), text(''));
    await store.removeAll('one');
    expect(await store.list('one')).toEqual([]);
    expect(await store.list('two')).toHaveLength(1);
  });
});
