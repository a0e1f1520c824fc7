import { setImmediate as nextTurn, setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { startLspInProcess } from '../support/lsp';

const definition = JSON.stringify({ swagger: '2.0', info: { title: 'T', version: '1' }, paths: { '/a': {} } });

test('a server that shuts down drops the checks that wait, and sends nothing more', async () => {
  for (let attempt = 0; attempt < 20; attempt++) {
    const session = await startLspInProcess({ one: 10_000, many: 10_000 });
    for (let i = 0; i < 20; i++) session.open(`file:///${i}/apiDefinition.swagger.json`, 'json', definition);
    await session.connection.sendRequest('shutdown');
    const before = session.pushed.length;
    await nextTurn();
    await wait(0);
    await nextTurn();
    expect(session.pushed.length).toBe(before);
    session.connection.dispose();
  }
});
