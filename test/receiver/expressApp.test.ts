import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished, vi } from 'vitest';
import { createApp } from '../../client/receiver/expressApp';

it('creates requests and responses with the prototype that Express expects', async () => {
  const { app, made } = createApp();
  app.use((request, response) => {
    response.status(202).send(request.get('x-one'));
  });
  const server = createServer(made, app).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await new Promise((resolve) => server.once('listening', resolve));
  const set = vi.spyOn(Object, 'setPrototypeOf');
  const changes: boolean[] = [];
  set.mockImplementation((object, prototype) => {
    if (prototype === app.request || prototype === app.response)
      changes.push(Object.getPrototypeOf(object) !== prototype);
    Reflect.setPrototypeOf(object as object, prototype);
    return object;
  });
  onTestFinished(() => set.mockRestore());
  const answer = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`, {
    headers: { 'X-One': 'two' },
  });
  expect(answer.status).toBe(202);
  expect(await answer.text()).toBe('two');
  expect(changes).toEqual([false, false]);
});
