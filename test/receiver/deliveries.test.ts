import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { createDeliveryStore } from '../../client/receiver/store/deliveryStore';
import type { DeliveryBounds, NewDelivery } from '../../client/receiver/store/newDelivery';
import { readBody } from '../../client/receiver/store/readBody';
import { holdFiles } from '../support/heldFiles';
import { temporaryFolder } from '../webhooks/environment';

const generous: DeliveryBounds = { maxCount: 100, maxBytes: 1_000_000, maxAgeDays: 30 };

const arrived = (changes: Partial<NewDelivery> = {}): NewDelivery => ({
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

const openStore: typeof createDeliveryStore = (folder, bounds) => {
  const store = createDeliveryStore(folder, bounds);
  onTestFinished(() => store.close());
  return store;
};

const text = (value: string) => Buffer.from(value);

/** The text of all files in a folder. */
const allText = (folder: string): string =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((file) => statSync(file).isFile())
    .map((file) => readFileSync(file, 'utf8'))
    .join('\n');

describe('stored deliveries', () => {
  it('are listed in the order of arrival, across restarts', async () => {
    const folder = temporaryFolder();
    const ids: string[] = [];
    for (let run = 0; run < 3; run++) {
      const store = openStore(folder, () => generous);
      for (let index = 0; index < 50; index++) ids.push((await store.add(arrived(), text(`${run} ${index}`))).id);
    }
    const again = openStore(folder, () => generous);
    expect((await again.list('one')).map(({ id }) => id)).toEqual(ids);
    expect(await again.list('two')).toEqual([]);
  });

  it('keep their order when the clock is set back', async () => {
    const folder = temporaryFolder();
    const add = async (now: number) => {
      vi.setSystemTime(now);
      return (await openStore(folder, () => generous).add(arrived(), text(''))).id;
    };
    onTestFinished(() => void vi.useRealTimers());
    const ids = [await add(2_000_000_000_000), await add(1_900_000_000_000), await add(1_900_000_000_000)];
    expect((await openStore(folder, () => generous).list('one')).map(({ id }) => id)).toEqual(ids);
  });

  it('keep their check report, in other windows too', async () => {
    const folder = temporaryFolder();
    const [store, other] = [openStore(folder, () => generous), openStore(folder, () => generous)];
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

  it('survive rows and bodies that a crash cut off', async () => {
    const folder = temporaryFolder();
    const store = openStore(folder, () => generous);
    const { id } = await store.add(arrived(), text('whole'));
    const names = readdirSync(join(folder, 'one'));
    const rows = names.find((name) => name.endsWith('.rows'))!;
    const line = readFileSync(join(folder, 'one', rows), 'utf8');
    for (const torn of [
      '{"op":"add","summ',
      line.slice(0, -20),
      'null\n[]\n{"op":"add"}\n{"op":"check","id":1}\n\t\n',
    ]) {
      writeFileSync(join(folder, 'one', `torn-${torn.length}.rows`), torn);
      writeFileSync(join(folder, 'one', `torn-${torn.length}.bodies`), 'without a row');
    }
    const again = openStore(folder, () => generous);
    expect((await again.list('one')).map((row) => row.id)).toEqual([id]);
    const next = await again.add(arrived(), text('next'));
    expect((await openStore(folder, () => generous).list('one')).map((row) => row.id)).toEqual([id, next.id]);
  });

  it('leave no large body behind whose process died', async () => {
    const folder = temporaryFolder();
    const store = openStore(folder, () => generous);
    const spool = await store.createBodyFile('one');
    await spool.write(text('whole'));
    const { id } = await store.add(arrived(), await spool.finish());
    const under = await store.createBodyFile('one');
    await under.write(text('of this process, which lives'));
    const dead = spawn(process.execPath, ['-e', '']);
    await once(dead, 'exit');
    writeFileSync(join(folder, 'one', `${dead.pid}-0123456789abcdef.body`), 'half');
    const again = openStore(folder, () => generous);
    await again.retain(() => true);
    expect((await readBody((await again.get('one', id))!)).toString()).toBe('whole');
    expect(readdirSync(join(folder, 'one')).filter((name) => name.endsWith('.body'))).toHaveLength(2);
    await under.discard();
    expect(readdirSync(join(folder, 'one')).filter((name) => name.endsWith('.body'))).toHaveLength(1);
  });

  it('share a file and are read individually', async () => {
    const store = openStore(temporaryFolder(), () => generous);
    const added = await Promise.all(['a', 'bb', '', 'ccc'].map((body) => store.add(arrived(), text(body))));
    const bodies = await Promise.all(added.map((one) => readBody(one)));
    expect(bodies.map(String)).toEqual(['a', 'bb', '', 'ccc']);
    expect((await readBody(added[3]!, 2)).toString()).toBe('cc');
    expect(await store.list('one')).toEqual(added);
    expect(await store.get('one', added[1]!.id)).toEqual(added[1]);
    expect(await store.get('one', 'nothing')).toBeUndefined();
  });

  it('appear in another window as they arrive', async () => {
    const folder = temporaryFolder();
    const [store, other] = [openStore(folder, () => generous), openStore(folder, () => generous)];
    for (let count = 1; count <= 3; count++) {
      const { id } = await store.add(arrived({ headers: { number: String(count) } }), text(String(count)));
      expect(await other.summaries('one')).toHaveLength(count);
      expect(await other.get('one', id)).toMatchObject({ headers: { number: String(count) } });
    }
    await store.removeAll('one');
    expect(await other.summaries('one')).toEqual([]);
  });

  it('are counted in every window as they arrive, are checked and dropped', async () => {
    const folder = temporaryFolder();
    const store = openStore(folder, () => ({ ...generous, maxCount: 5 }));
    const other = openStore(folder, () => generous);
    const kinds = ['refused', 'delivery', 'handshake', 'delivery', 'delivery', 'refused', 'delivery'] as const;
    for (const [index, kind] of kinds.entries()) {
      const added = await store.add(arrived({ kind }), text(''));
      if (kind === 'delivery') await store.setVerdict(added, { conforms: index !== 3, problems: [] });
      await store.prune('one');
      for (const window of [store, other]) {
        const summaries = await window.summaries('one');
        const stored = await window.stored('one');
        const deliveries = summaries.filter((one) => one.kind === 'delivery');
        expect(stored.tally).toEqual({
          deliveries: deliveries.length,
          differing: deliveries.filter(({ conforms }) => conforms === false).length,
          refused: summaries.filter((one) => one.kind === 'refused').length,
        });
        expect(stored.length).toBe(summaries.length);
        expect(stored.at(-1)).toBe(summaries.at(-1));
        expect(summaries.map(({ id }) => stored.indexOf(id))).toEqual([...summaries.keys()]);
        expect(stored.indexOf('0')).toBe(-1);
      }
    }
    expect(await store.summaries('one')).toHaveLength(5);
  });

  it('are listed in the order of arrival when there are 10,000', async () => {
    const folder = temporaryFolder();
    const store = openStore(folder, () => generous);
    const headers = Object.fromEntries(Array.from({ length: 12 }, (_, index) => [`x-header-${index}`, 'v'.repeat(40)]));
    const body = Buffer.alloc(2_000, 'x');
    const added = await Promise.all(Array.from({ length: 10_000 }, () => store.add(arrived({ headers }), body)));
    const again = openStore(folder, () => generous);
    expect((await again.summaries('one')).map(({ id }) => id)).toEqual(added.map(({ id }) => id));
  });

  it.each<[string, Partial<DeliveryBounds>, string[]]>([
    ['count', { maxCount: 2 }, ['ddd', 'eee']],
    ['bytes', { maxBytes: 6 }, ['ddd', 'eee']],
    ['bytes, but for the newest', { maxBytes: 1 }, ['eee']],
    ['age', { maxAgeDays: 2 }, ['ccc', 'ddd', 'eee']],
  ])('are bounded by %s', async (_, bounds, left) => {
    const folder = temporaryFolder();
    const store = openStore(folder, () => ({ ...generous, ...bounds }));
    const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString();
    const bodies = ['aaa', 'bbb', 'ccc', 'ddd', 'eee'];
    for (const [index, body] of bodies.entries())
      await store.add(arrived({ event: body, receivedAt: daysAgo(index < 2 ? 3 : 1) }), text(body));
    await store.prune('one');
    for (const reader of [store, openStore(folder, () => generous)])
      expect((await reader.list('one')).map(({ event }) => event)).toEqual(left);
    const next = await openStore(folder, () => generous).add(arrived(), text('next'));
    expect((await store.list('one')).at(-1)).toEqual(next);
  });

  it('leave the disk when they are dropped', async () => {
    const folder = temporaryFolder();
    const store = openStore(folder, () => ({ ...generous, maxCount: 10 }));
    const sizes = () => readdirSync(join(folder, 'one')).map((name) => statSync(join(folder, 'one', name)).size);
    for (let round = 0; round < 20; round++) {
      await Promise.all(Array.from({ length: 100 }, () => store.add(arrived(), Buffer.alloc(10_000))));
      const spool = await store.createBodyFile('one');
      await spool.write(Buffer.alloc(100_000));
      await store.add(arrived(), await spool.finish());
      await store.prune('one');
    }
    expect(await store.summaries('one')).toHaveLength(10);
    // Of some 22 MB that came: what is left, and one segment more.
    expect(sizes().reduce((sum, size) => sum + size, 0)).toBeLessThan(5_000_000);
    expect((await openStore(folder, () => generous).summaries('one')).map(({ id }) => id)).toEqual(
      (await store.summaries('one')).map(({ id }) => id),
    );
  });

  it('are cleared one by one, and nothing of them is left on the disk', async () => {
    const folder = temporaryFolder();
    const [store, other] = [openStore(folder, () => generous), openStore(folder, () => generous)];
    const headers = { authorization: 'a header to forget' };
    const [first, second] = [
      await store.add(arrived({ headers }), text('a body to forget')),
      await store.add(arrived(), text('a body to keep')),
    ];
    expect(await other.list('one')).toHaveLength(2);
    expect(await store.clear('one', [first!.id, 'unknown'])).toBe(1);
    for (const window of [store, other, openStore(folder, () => generous)]) {
      expect((await window.list('one')).map(({ id }) => id)).toEqual([second!.id]);
      expect((await window.stored('one')).tally.deliveries).toBe(1);
    }
    expect((await readBody(second!)).toString()).toBe('a body to keep');
    expect(allText(folder)).not.toContain('to forget');
  });

  it('are cleared together, while another window goes on writing', async () => {
    const folder = temporaryFolder();
    const [store, other] = [openStore(folder, () => generous), openStore(folder, () => generous)];
    for (const window of [store, other]) await window.add(arrived(), text('a body to forget'));
    expect(await store.clear('one')).toBe(2);
    const later = await other.add(arrived(), text('later'));
    for (const window of [store, other, openStore(folder, () => generous)]) {
      expect((await window.summaries('one')).map(({ id }) => id)).toEqual([later.id]);
    }
    expect(allText(folder)).not.toContain('to forget');
    expect(await store.clear('one')).toBe(1);
    expect(await store.clear('one')).toBe(0);
    const last = await store.add(arrived(), text('last'));
    expect((await openStore(folder, () => generous).summaries('one')).map(({ id }) => id)).toEqual([last.id]);
  });

  it.each(['open', 'write'] as const)('are cleared although somebody holds their files at first: %s', async (call) => {
    const folder = temporaryFolder();
    const store = openStore(folder, () => generous);
    const { id } = await store.add(arrived(), text('a body to forget'));
    await store.add(arrived(), text('a body to keep'));
    const held = holdFiles({ call, code: 'EACCES', times: 3, folder });
    onTestFinished(() => held.release());
    expect(await store.clear('one', [id])).toBe(1);
    expect(held.failed()).toBe(3);
    expect(allText(folder)).not.toContain('to forget');
  });

  it('are removed with their registration, and with no other', async () => {
    const store = openStore(temporaryFolder(), () => generous);
    await store.add(arrived(), text(''));
    await store.add(arrived({ registrationId: 'two' }), text(''));
    await store.removeAll('one');
    expect(await store.list('one')).toEqual([]);
    expect(await store.list('two')).toHaveLength(1);
  });
});
