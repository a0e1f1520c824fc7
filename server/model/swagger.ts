import { mark } from '../texts/say';
import type { Role } from './walk';

/** The members that Swagger 2.0 defines for an object, besides extensions (`x-…`). */
export interface Shape {
  /** The noun for messages, with its article. */
  name: string;
  required: string[];
  /** JSON types that a member may have, by key; `texts` is a list of strings, `any` is anything. */
  members: Map<string, string[]>;
}

/** Allowed values of string members, by role and key. */
const words: Partial<Record<Role, Record<string, string[]>>> = {
  // Swagger has `ws` and `wss`, too; Microsoft's validator doesn't (SchemeNotSupported).
  root: { schemes: ['https', 'http'] },
  operation: { schemes: ['https', 'http'] },
  parameter: {
    collectionFormat: ['csv', 'ssv', 'tsv', 'pipes', 'multi'],
    in: ['query', 'header', 'path', 'formData', 'body'],
    type: ['string', 'number', 'integer', 'boolean', 'array', 'file'],
  },
  items: { type: ['string', 'number', 'integer', 'boolean', 'array'] },
  header: { type: ['string', 'number', 'integer', 'boolean', 'array'] },
  schema: { type: ['string', 'object', 'array', 'integer', 'number', 'boolean', 'null', 'file'] },
  securityScheme: {
    type: ['basic', 'apiKey', 'oauth2'],
    in: ['query', 'header'],
    flow: ['implicit', 'password', 'application', 'accessCode'],
  },
};

/** The allowed values of a string member; undefined where any is allowed. */
export function wordsFor(role: Role, key: string): string[] | undefined {
  const byKey = words[role === 'bodyParameter' ? 'parameter' : role];
  return byKey && Object.hasOwn(byKey, key) ? byKey[key] : undefined;
}

const limits =
  'default:any enum:array maximum:number minimum:number exclusiveMaximum:boolean exclusiveMinimum:boolean maxLength:number ' +
  'minLength:number pattern:string maxItems:number minItems:number uniqueItems:boolean multipleOf:number format:string';
const simple = `type:string items:object collectionFormat:string ${limits}`;

/** The Swagger 2.0 specification, object by object; a member that must be there has an exclamation mark. */
const shapes: Partial<Record<Role, Shape>> = {
  root: shape(
    mark('a definition'),
    'swagger:any info!:object host:string basePath:string schemes:texts consumes:texts produces:texts paths!:object ' +
      'definitions:object parameters:object responses:object securityDefinitions:object security:array tags:array externalDocs:object',
  ),
  info: shape(
    'info',
    'title!:string version!:string description:string termsOfService:string contact:object license:object',
  ),
  contact: shape('contact', 'name:string url:string email:string'),
  license: shape('license', 'name!:string url:string'),
  pathItem: shape(
    mark('a path'),
    '$ref:string get:object put:object post:object delete:object options:object head:object patch:object parameters:array',
  ),
  operation: shape(
    mark('an operation'),
    'tags:texts summary:string description:string externalDocs:object operationId:any consumes:texts produces:texts ' +
      'parameters:array responses:object schemes:texts deprecated:boolean security:array',
  ),
  parameter: shape(
    mark('a parameter'),
    `name!:string in!:string description:string required:boolean type!:string allowEmptyValue:boolean ${simple}`,
  ),
  bodyParameter: shape(
    mark('a body parameter'),
    'name!:string in!:string description:string required:boolean schema!:object',
  ),
  items: shape('items', simple.replace('type:', 'type!:')),
  header: shape(mark('a header'), `description:string ${simple.replace('type:', 'type!:')}`),
  response: shape(mark('a response'), 'description!:string schema:object headers:object examples:object'),
  schema: shape(
    mark('a schema'),
    `$ref:any title:string description:string type:string required:texts properties:object items:object allOf:array ` +
      `additionalProperties:object|boolean discriminator:string readOnly:boolean xml:object externalDocs:object example:any ` +
      `maxProperties:number minProperties:number ${limits}`,
  ),
  securityScheme: shape(
    mark('a security scheme'),
    'type!:string description:string name:string in:string flow:string authorizationUrl:string tokenUrl:string scopes:object',
  ),
  tag: shape(mark('a tag'), 'name!:string description:string externalDocs:object'),
  externalDocs: shape('externalDocs', 'url!:string description:string'),
};

function shape(name: string, written: string): Shape {
  const required: string[] = [];
  const members = new Map<string, string[]>();
  for (const member of written.split(' ')) {
    const [key, kinds] = member.split(':') as [string, string];
    const plain = key.replace('!', '');
    if (plain !== key) required.push(plain);
    members.set(plain, kinds.split('|'));
  }
  return { name, required, members };
}

/** Members that a security scheme must have besides `type`, by its `type` and `flow`. */
export const schemeMembers: Record<string, string[]> = {
  apiKey: ['name', 'in'],
  oauth2: ['flow'],
  implicit: ['authorizationUrl'],
  password: ['tokenUrl'],
  application: ['tokenUrl'],
  accessCode: ['authorizationUrl', 'tokenUrl'],
};

/** The known members of an object in this role; undefined if its keys are arbitrary names, as in `definitions`. */
export function shapeOf(role: Role): Shape | undefined {
  return shapes[role];
}
