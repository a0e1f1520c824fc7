import { IncomingMessage, type ServerOptions, ServerResponse } from 'node:http';
import express from 'express';

/**
 * An Express application, and the request and response classes for its HTTP server. Express replaces the prototype of
 * every request and response, which makes V8 treat the object as a dictionary and keeps its memory until the next full
 * garbage collection. Objects of these classes have the right prototype from the start.
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
