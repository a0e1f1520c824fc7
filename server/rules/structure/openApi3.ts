import type { Role } from '../../model/walk';
import { mark } from '../../texts/say';

/** Members of a parameter or a header that OpenAPI 3 has moved into `schema`. */
const ofValue = {
  schema: mark('In 2.0 only a body has a `schema`: write its `type` and the rest right here.'),
  content: mark('In 2.0 write the `type` right here.'),
};

/**
 * The keys of OpenAPI 3 that hold what a connector needs, by the role of the object, each with what Swagger 2.0 has
 * instead. Keys of OpenAPI 3 that only describe, such as `examples` and `links`, are not listed.
 */
const insteadByRole: Partial<Record<Role, Record<string, string>>> = {
  root: {
    openapi: mark('The version is in `swagger`: remove this.'),
    servers: mark('In 2.0 the address is in `host`, `basePath` and `schemes`.'),
    components: mark('In 2.0 shared schemas are in `definitions`; parameters and responses have a section each.'),
    webhooks: mark(
      'In 2.0 a webhook is an operation with `x-ms-trigger`, and `x-ms-notification-content` on its path.',
    ),
  },
  pathItem: {
    servers: mark('In 2.0 the address is in `host` and `basePath` of the whole definition.'),
    trace: mark('Swagger 2.0 has no such method.'),
  },
  operation: {
    requestBody: mark('In 2.0 the body is a parameter with `in: body` and a `schema`.'),
    callbacks: mark('In 2.0 describe deliveries in `x-ms-notification-content` on the path.'),
    servers: mark('In 2.0 the address is in `host` and `basePath` of the whole definition.'),
  },
  parameter: ofValue,
  header: ofValue,
  bodyParameter: { content: mark('In 2.0 the body has a `schema`, and the operation its media types in `consumes`.') },
  response: { content: mark('In 2.0 a response has a `schema`, and the operation its media types in `produces`.') },
  securityScheme: {
    flows: mark('In 2.0 the scheme has one `flow`, and its addresses right here.'),
    scheme: mark('In 2.0 the types are `basic`, `apiKey` and `oauth2`.'),
    openIdConnectUrl: mark('In 2.0 the types are `basic`, `apiKey` and `oauth2`.'),
  },
};

/** What Swagger 2.0 has in place of a key of OpenAPI 3; undefined for other keys, and for those that only describe. */
export function insteadOf(role: Role, key: string): string | undefined {
  const byKey = insteadByRole[role];
  return byKey && Object.hasOwn(byKey, key) ? byKey[key] : undefined;
}
