import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, readdirSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { WebhookRegistration } from '../../client/domain/registration';
import { openLedger } from '../../client/webhooks/ledger';
import { holdFiles } from '../support/heldFiles';
import { temporaryFolder, until } from './environment';

const registration = (id: string, changes: Partial<WebhookRegistration> = {}) =>
  ({
    id,
    state: 'active',
    callbackUrl: `http://127.0.0.1:1/hook/${id}`,
    baseUrl: 'https://api.example.com',
    trigger: {},
    ...changes,
  }) as WebhookRegistration;

const fileIn = (folder: string) => join(folder, 'registrations.jsonl');
const callback = { tokenHash: 'ab', host: 'localhost' };
const ids = (registrations: WebhookRegistration[]) => registrations.map(({ id }) => id);

describe('the ledger', () => {
  it('keeps what is registered, in order, and what was deleted as a digest', async () => {
    const folder = temporaryFolder();
    const ledger = await openLedger(folder);
    for (const id of ['a', 'b', 'c']) await ledger.put(registration(id));
    await ledger.put(registration('a', { problem: 'changed' }));
    await ledger.close('b', callback);
    for (const reader of [ledger, await openLedger(folder)]) {
      expect(ids(reader.entries())).toEqual(['a', 'c']);
      expect(reader.get('a')).toMatchObject({ problem: 'changed' });
      expect(reader.get('b')).toBeUndefined();
      expect(reader.closed()).toEqual([callback]);
    }
  });

  it('lists its own writes as recent at once, and those of another window soon', async () => {
    const folder = temporaryFolder();
    const [ledger, other] = [await openLedger(folder), await openLedger(folder)];
    expect(ids(ledger.recent())).toEqual([]);
    await ledger.put(registration('a'));
    expect(ids(ledger.recent())).toEqual(['a']);
    await other.put(registration('b'));
    await until(() => ids(ledger.recent()).join() === 'a,b');
    await ledger.close('a', callback);
    expect(ids(ledger.recent())).toEqual(['b']);
  });

  it('survives a line that a crash cut short, and reads the lines after it', async () => {
    const folder = temporaryFolder();
    const first = await openLedger(folder);
    await first.put(registration('a'));
    await first.put(registration('b'));
    truncateSync(fileIn(folder), statSync(fileIn(folder)).size - 10);
    const second = await openLedger(folder);
    expect(ids(second.entries())).toEqual(['a']);
    await second.put(registration('c'));
    expect(ids((await openLedger(folder)).entries())).toEqual(['a', 'c']);
    appendFileSync(fileIn(folder), 'null\n[]\n{"op":"put"}\n{"op":"other","id":"x"}\n\n');
    expect(ids((await openLedger(folder)).entries())).toEqual(['a', 'c']);
  });

  it.each([{ callbackUrl: 'nonsense' }, { baseUrl: undefined }, { trigger: undefined }])(
    'passes over an entry that was damaged, to what it was before: %j',
    async (damage) => {
      const folder = temporaryFolder();
      const ledger = await openLedger(folder);
      await ledger.put(registration('a'));
      await ledger.put(registration('a', damage as Partial<WebhookRegistration>));
      await ledger.put(registration('b', damage as Partial<WebhookRegistration>));
      await ledger.put(registration('c'));
      expect((await openLedger(folder)).entries()).toEqual([registration('a'), registration('c')]);
    },
  );

  it('is compacted when most of it is history', async () => {
    const folder = temporaryFolder();
    const ledger = await openLedger(folder);
    await ledger.close('gone', callback);
    for (let index = 0; index < 200; index++) await ledger.put(registration('a', { status: index }));
    const before = statSync(fileIn(folder)).size;
    const again = await openLedger(folder);
    expect(statSync(fileIn(folder)).size).toBeLessThan(before / 20);
    expect(again.entries()).toMatchObject([{ id: 'a', status: 199 }]);
    expect(again.closed()).toEqual([callback]);
    // The one that was open before goes on.
    await ledger.put(registration('b'));
    expect(ids(again.entries())).toEqual(['a', 'b']);
  });

  it('loses nothing when windows write at once', async () => {
    const folder = temporaryFolder();
    const windows = await Promise.all(Array.from({ length: 4 }, () => openLedger(folder)));
    const puts = windows.flatMap((ledger, window) =>
      Array.from({ length: 20 }, (_, index) => ledger.put(registration(`${window}-${index}`))),
    );
    await Promise.all([...puts, openLedger(folder), openLedger(folder)]);
    for (const ledger of windows) expect(ledger.entries()).toHaveLength(80);
  });

  it('breaks the lock of a window that died', async () => {
    const folder = temporaryFolder();
    const dead = spawn(process.execPath, ['-e', '']);
    await once(dead, 'exit');
    writeFileSync(`${fileIn(folder)}.lock`, String(dead.pid));
    const ledger = await openLedger(folder);
    await ledger.put(registration('a'));
    expect(ids(ledger.entries())).toEqual(['a']);
  });

  it('waits for the lock of another machine, whose processes it can’t see, and breaks it once it is old', async () => {
    const folder = temporaryFolder();
    const lock = `${fileIn(folder)}.lock`;
    // A process of that number is dead here.
    writeFileSync(lock, '999999999 elsewhere 0123456789abcdef');
    const ledger = await openLedger(folder, undefined, 20);
    await expect(ledger.put(registration('a'))).rejects.toThrow(/Another window uses .*registrations\.jsonl\.lock/);
    expect(ids(ledger.entries())).toEqual([]);
    vi.useFakeTimers({ toFake: ['Date'] });
    onTestFinished(() => void vi.useRealTimers());
    vi.setSystemTime(Date.now() + 11_000);
    // On a busy machine its patience may end when it has just broken the lock.
    const put = () => ledger.put(registration('a'));
    await put().catch(put);
    expect(ids(ledger.entries())).toEqual(['a']);
  });

  it('uses its own lock again that could not be removed, and leaves it to others', async () => {
    const folder = temporaryFolder();
    const [ledger, other] = [await openLedger(folder), await openLedger(folder)];
    const held = holdFiles({ call: 'unlink', code: 'EPERM', times: -1, folder, matching: 'lock$' });
    onTestFinished(() => held.release());
    for (const id of ['a', 'b']) await ledger.put(registration(id));
    await other.put(registration('c'));
    await ledger.put(registration('d'));
    expect(ids(other.entries())).toEqual(['a', 'b', 'c', 'd']);
  });

  it('is not compacted where its file is held, and is complete all the same', async () => {
    const folder = temporaryFolder();
    const ledger = await openLedger(folder);
    for (let index = 0; index < 100; index++) await ledger.put(registration('a', { status: index }));
    const held = holdFiles({ call: 'rename', code: 'EPERM', times: -1, folder });
    onTestFinished(() => held.release());
    const logged: string[] = [];
    const observer = { unsaved: () => {}, saved: () => {}, log: (message: string) => void logged.push(message) };
    const again = await openLedger(folder, observer, 50);
    expect(logged).toEqual([expect.stringMatching(/not compacted: EPERM/)]);
    expect(again.entries()).toMatchObject([{ id: 'a', status: 99 }]);
    expect(readdirSync(folder)).toEqual(['registrations.jsonl']);
  });

  it('keeps what was done in memory until its file can be written, and says so once and again', async () => {
    const folder = temporaryFolder();
    const events: string[] = [];
    const observer = {
      unsaved: ({ id }: WebhookRegistration, reason: string, isClosed: boolean) =>
        void events.push(`${id} ${isClosed ? 'closed' : 'noted'}: ${reason}`),
      saved: ({ id }: WebhookRegistration) => void events.push(`${id} saved`),
      log: () => {},
    };
    const [ledger, other] = [await openLedger(folder, observer, 50), await openLedger(folder)];
    await ledger.put(registration('a', { state: 'creating' }));
    await ledger.put(registration('b'));
    const held = holdFiles({ call: 'open', code: 'EBUSY', times: -1, folder, matching: 'jsonl$' });
    onTestFinished(() => held.release());
    expect(await ledger.record(registration('a', { state: 'active' }))).toBe(false);
    expect(await ledger.close('b', callback)).toBe(false);
    await expect(ledger.put(registration('c'))).rejects.toThrow(/Can.t write .*another program is using it/);
    expect(ledger.entries()).toMatchObject([{ id: 'a', state: 'active' }]);
    expect(ledger.closed()).toEqual([callback]);
    expect(events).toEqual([
      expect.stringMatching(/^a noted: .*another program is using it/),
      expect.stringMatching(/^b closed: .*another program is using it/),
    ]);
    held.release();
    await until(() => events.length === 4);
    expect(events.slice(2)).toEqual(['a saved', 'b saved']);
    expect(other.entries()).toMatchObject([{ id: 'a', state: 'active' }]);
  });

  it('does not bring back what another window has closed meanwhile', async () => {
    const folder = temporaryFolder();
    const [ledger, other] = [await openLedger(folder, undefined, 50), await openLedger(folder)];
    await ledger.put(registration('a'));
    const held = holdFiles({ call: 'open', code: 'EBUSY', times: -1, folder, matching: 'jsonl$' });
    onTestFinished(() => held.release());
    await ledger.record(registration('a', { problem: 'changed' }));
    held.release();
    await other.close('a', callback);
    expect(ledger.entries()).toEqual([]);
    await ledger.put(registration('b'));
    expect(ids(other.entries())).toEqual(['b']);
  });

  it('does not forget a response that another window has noted meanwhile', async () => {
    const folder = temporaryFolder();
    const [ledger, other] = [await openLedger(folder, undefined, 50), await openLedger(folder)];
    await other.put(registration('a', { state: 'creating', status: 0 }));
    const held = holdFiles({ call: 'open', code: 'EBUSY', times: -1, folder, matching: 'jsonl$' });
    onTestFinished(() => held.release());
    await ledger.record(registration('a', { state: 'orphan', status: 0, problem: 'lost' }));
    held.release();
    await other.put(registration('a', { status: 201 }));
    await ledger.put(registration('b'));
    for (const { entries } of [ledger, other]) expect(entries()[0]).toMatchObject({ state: 'active', status: 201 });
  });

  it('treats an intent as an orphan only when its window is dead', async () => {
    const folder = temporaryFolder();
    const line = (id: string, pid: number, at: number) =>
      appendFileSync(
        fileIn(folder),
        `${JSON.stringify({ op: 'put', registration: registration(id, { state: 'creating' }), pid, at })}\n`,
      );
    const dead = spawn(process.execPath, ['-e', '']);
    await once(dead, 'exit');
    line('of the dead', dead.pid!, Date.now());
    line('of a living window', process.ppid, Date.now());
    line('of a number that was used again', process.ppid, Date.now() - 3_600_000);
    const elsewhere = { op: 'put', pid: dead.pid, machine: 'elsewhere', at: Date.now() };
    const intent = registration('of a window on another machine', { state: 'creating' });
    appendFileSync(fileIn(folder), `${JSON.stringify({ ...elsewhere, registration: intent })}\n`);
    const ledger = await openLedger(folder);
    await ledger.put(registration('of our own', { state: 'creating' }));
    const states = ledger.entries().map(({ state }) => state);
    expect(states).toEqual(['orphan', 'creating', 'orphan', 'creating', 'creating']);
  });
});
