import extract from '../../../schemas/githubHooks.openapi.json';

/** The part of the OpenAPI extract that is read here; its origin is in its `info`. */
export interface Operation {
  operationId: string;
  externalDocs: { url: string };
  responses: Record<string, ResponseObject | { $ref: string }>;
}

export interface ResponseObject {
  content?: Record<string, { schema: object }>;
  headers?: Record<string, object>;
}

export const contract = extract as unknown as {
  paths: Record<string, Record<string, Operation>>;
  components: { responses: Record<string, ResponseObject> };
  'x-hook-events': Record<'repository' | 'organization', string[]>;
};

export interface FoundOperation extends Operation {
  /** The path template, as in the description. */
  route: string;
}

const patterns = Object.keys(contract.paths).map((route) => ({
  route,
  pattern: new RegExp(`^${route.replace(/\{\w+\}/g, '[^/]+')}$`),
}));

/** The operation that a request calls, `path` being relative to the API's base. */
export function findOperation(method: string, path: string): FoundOperation | undefined {
  const route = patterns.find(({ pattern }) => pattern.test(path))?.route;
  const operation = route === undefined ? undefined : contract.paths[route]![method.toLowerCase()];
  return operation && { ...operation, route: route! };
}
