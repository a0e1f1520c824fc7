import { IncomingMessage, type ServerOptions, ServerResponse } from 'node:http';
import express from 'express';

/**
 * An Express application, and what the server that it listens with has to make requests and answers of. Express gives
 * each of both another prototype, which is the slowest thing that can be done to an object: V8 then keeps it as a
 * dictionary, and of two requests that are done with the memory of one stays until the next full collection. Made with
 * that prototype, they are left as they are.
 */
export function createApp(): { app: express.Express; made: Pick<ServerOptions, 'IncomingMessage' | 'ServerResponse'> } {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('query parser', false);
  class Request extends IncomingMessage {}
  class Response<Of extends IncomingMessage> extends ServerResponse<Of> {}
  app.request = Object.setPrototypeOf(Request.prototype, app.request);
  app.response = Object.setPrototypeOf(Response.prototype, app.response);
  return { app, made: { IncomingMessage: Request, ServerResponse: Response } };
}
