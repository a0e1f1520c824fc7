/** Other programs on the ports of this machine. */
import { request } from 'node:http';
import net from 'node:net';

/**
 * Maximum time for a connection on this machine in milliseconds: the system accepts one at once, whatever the program does,
 * but Windows takes two seconds to say that nobody listens.
 */
const connectMs = 300;

/** Maximum time for a response, in milliseconds. */
const responseMs = 1_000;

/** True when a program accepts connections on a port of this machine, be it bound to this address or to all. */
export function isAccepting(port: number, host: '127.0.0.1' | '::1' = '127.0.0.1'): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect({ port, host });
    const end = (accepts: boolean) => {
      socket.destroy();
      resolve(accepts);
    };
    socket.setTimeout(connectMs, () => end(false));
    socket.on('connect', () => end(true));
    socket.on('error', () => end(false));
  });
}

/**
 * The status of a GET to a port of this machine. `refused` where nobody listens, `silent` where somebody does and does not
 * respond in time, or not by HTTP.
 */
export function statusOn(port: number, path: string): Promise<number | 'refused' | 'silent'> {
  return new Promise((resolve) => {
    let isConnected = false;
    const asked = request({ host: '127.0.0.1', port, path, agent: false });
    const end = (found: number | 'refused' | 'silent') => {
      clearTimeout(connecting);
      asked.destroy();
      resolve(found);
    };
    const connecting = setTimeout(() => end('refused'), connectMs);
    asked.on('socket', (socket) => {
      socket.once('connect', () => {
        isConnected = true;
        clearTimeout(connecting);
      });
    });
    asked.setTimeout(responseMs, () => end(isConnected ? 'silent' : 'refused'));
    asked.on('response', (response) => end(response.resume().statusCode ?? 0));
    asked.on('error', () => end(isConnected ? 'silent' : 'refused'));
    asked.end();
  });
}
