import net from 'node:net';

/** The server of this process that listens on a port. */
export const serverOn = (port: number): net.Server =>
  (process as unknown as { _getActiveHandles(): unknown[] })
    ._getActiveHandles()
    .find((one): one is net.Server => one instanceof net.Server && (one.address() as net.AddressInfo)?.port === port)!;
