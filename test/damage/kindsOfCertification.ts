/** Damage that runs, or almost, but that certification refuses or that a maker should know of. */
import {
  bodyOf,
  clone,
  isObject,
  type Json,
  nodeAt,
  type Operation,
  operationsOf,
  type Path,
  pathsBelow,
  removeAt,
  type Webhook,
  webhooksOf,
} from './definition';
import { type DataDamage, type Kind, weak } from './kind';

const certification = (section: string): string => `certification: ${section}`;

const isVisible = (node: Record<string, Json>): boolean =>
  String(node['x-ms-visibility'] ?? '').toLowerCase() !== 'internal';

const atHook =
  (damage: (hook: Webhook, root: Json) => Path[] | undefined): DataDamage =>
  (root, pick) => {
    const hook = pick.one(webhooksOf(root).filter(({ node }) => isVisible(node)));
    return hook && damage(hook, root);
  };

const atOperation =
  (
    passes: (operation: Operation, root: Json) => boolean,
    damage: (operation: Operation, root: Json) => Path[] | undefined,
  ): DataDamage =>
  (root, pick) => {
    const operation = pick.one(operationsOf(root).filter((one) => isVisible(one.node) && passes(one, root)));
    return operation && damage(operation, root);
  };

/** Adds a visible, optional property to the body of a webhook; the schema of the body must be an object. */
const addProperty = (property: Json, around: (schema: Record<string, Json>) => void = () => undefined): DataDamage =>
  atHook((hook, root) => {
    const schema = nodeAt(root, hook.schema);
    if (!isObject(schema.properties)) return undefined;
    schema.properties.added = clone(property);
    around(schema);
    return [[...hook.schema, 'properties', 'added']];
  });

/** Adds a parameter with good texts to a visible operation. */
const addParameter = (parameter: Record<string, Json>): DataDamage =>
  atOperation(
    ({ node }) => Array.isArray(node.parameters) && node.parameters.every((one: Json) => one.in !== 'formData'),
    ({ path, node }) => {
      const texts = { 'x-ms-summary': 'Page size', description: 'Number of orders in a page.' };
      node.parameters.push({ name: 'added', in: 'query', type: 'string', ...texts, ...clone(parameter) });
      return [[...path, 'parameters', node.parameters.length - 1]];
    },
  );

const atInfo =
  (key: string, value: (info: Record<string, Json>) => Json): DataDamage =>
  (root) => {
    if (!isObject(root.info)) return undefined;
    root.info[key] = value(root.info);
    return [['info', key]];
  };

const atKey =
  (key: string, value: Json): ((operation: Operation) => Path[]) =>
  ({ path, node }) => {
    node[key] = value;
    return [[...path, key]];
  };

const metadataOf = (root: Json, name: string): number =>
  Array.isArray(root['x-ms-connector-metadata'])
    ? root['x-ms-connector-metadata'].findIndex((entry) => entry?.propertyName?.toLowerCase() === name.toLowerCase())
    : -1;

/** Replaces a value of the connector's metadata. */
const atMetadata =
  (name: string, value: string): DataDamage =>
  (root) => {
    const index = metadataOf(root, name);
    if (index < 0) return undefined;
    root['x-ms-connector-metadata'][index].propertyValue = value;
    return [['x-ms-connector-metadata', index]];
  };

const definitionKinds: Kind[] = [
  weak(
    'a long title',
    [undefined, 'error'],
    certification('1 connector-title'),
    atInfo('title', () => 'Orders of all shops in the world'),
    ['connector-title'],
  ),
  weak(
    'the word API in the title',
    [undefined, 'error'],
    certification('1 connector-title'),
    atInfo('title', () => 'Orders API'),
    ['connector-title'],
  ),
  weak(
    'a short description',
    [undefined, 'error'],
    certification('1 connector-description'),
    atInfo('description', () => 'Orders.'),
    ['connector-description'],
  ),
  weak(
    'no description',
    [undefined, 'error'],
    certification('1 connector-description'),
    (root) => {
      if (!root.info?.description) return undefined;
      delete root.info.description;
      return [['info', 'description'], ['info']];
    },
    ['connector-description'],
  ),
  weak(
    'a product name in the description',
    [undefined, 'error'],
    certification('1 connector-description'),
    atInfo('description', () => 'Sends each order to Power Automate as soon as it is paid.'),
    ['connector-description'],
  ),
  weak(
    'no contact',
    [undefined, 'error'],
    certification('1 connector-contact'),
    (root) => {
      if (!root.info?.contact) return undefined;
      delete root.info.contact;
      return [['info', 'contact'], ['info']];
    },
    ['connector-contact'],
  ),
  weak('an invalid email address', ['information', 'error'], certification('1 ContactEmailNotValid'), (root) => {
    if (!root.info?.contact) return undefined;
    root.info.contact.email = 'support at example';
    return [['info', 'contact', 'email']];
  }),
  weak(
    'no connector metadata',
    [undefined, 'error'],
    certification('1 connector-metadata'),
    (root) => {
      if (!root['x-ms-connector-metadata']) return undefined;
      delete root['x-ms-connector-metadata'];
      return [['x-ms-connector-metadata'], ['info']];
    },
    ['connector-metadata'],
  ),
  weak(
    'no privacy policy in the metadata',
    [undefined, 'error'],
    certification('1 connector-metadata'),
    (root) => {
      const index = metadataOf(root, 'Privacy policy');
      if (index < 0) return undefined;
      removeAt(root, ['x-ms-connector-metadata', index]);
      return [['x-ms-connector-metadata']];
    },
    ['connector-metadata'],
  ),
  weak(
    'an unknown category',
    [undefined, 'warning'],
    certification('1 InvalidConnectorCategory'),
    atMetadata('Categories', 'Shopping'),
    ['connector-metadata'],
  ),
  weak(
    'three categories',
    [undefined, 'error'],
    certification('1 TooManyConnectorCategories'),
    atMetadata('Categories', 'Data;Marketing;Commerce'),
    ['connector-metadata'],
  ),
  weak(
    'a security scheme that is not defined',
    ['hint', 'warning'],
    certification('4 security-undefined'),
    (root) => {
      root.security = [...(root.security ?? []), { gone_scheme: [] }];
      return [['security']];
    },
    ['security-undefined'],
  ),
  weak('oauth2 without scopes', ['information', 'warning'], certification('4 oauth2 without scopes'), (root) => {
    const schemes = Object.entries<Json>(root.securityDefinitions ?? {});
    const name = schemes.find(([, scheme]) => scheme?.type === 'oauth2' && scheme.scopes)?.[0];
    if (!name) return undefined;
    delete root.securityDefinitions[name].scopes;
    return [['securityDefinitions', name]];
  }),
  weak(
    'a summary in a tag',
    ['information', 'information'],
    'findings-review (b): extension-misplaced',
    (root) => {
      root.tags = [...(root.tags ?? []), { name: 'AddedTag', 'x-ms-summary': 'Orders' }];
      return [['tags', root.tags.length - 1]];
    },
    ['extension-misplaced'],
  ),
];

const operationKinds: Kind[] = [
  weak(
    'no summary of a trigger',
    ['warning', 'error'],
    certification('2 trigger-summary'),
    atHook(({ path, node }) => {
      if (!node.summary) return undefined;
      delete node.summary;
      return [[...path, 'summary'], path];
    }),
    ['trigger-summary'],
  ),
  weak(
    'a slash in the summary of a trigger',
    [undefined, 'error'],
    certification('2 RestrictedCharactersInSummary'),
    atHook(atKey('summary', 'When an order is paid/sent')),
    ['trigger-summary'],
  ),
  weak(
    'a summary of 130 characters',
    [undefined, 'error'],
    certification('2 OperationSummaryTooLong'),
    atHook(atKey('summary', `When an order is ${'very '.repeat(22)}late`)),
    ['trigger-summary'],
  ),
  weak(
    'no description of an operation',
    [undefined, 'error'],
    certification('2 operation-description'),
    atOperation(
      ({ node }) => Boolean(node.description),
      ({ path, node }) => {
        delete node.description;
        return [[...path, 'description'], path];
      },
    ),
    ['operation-description'],
  ),
  weak(
    'a slash in an operationId',
    [undefined, 'hint'],
    certification('2 OperationIdSanitized'),
    atHook(atKey('operationId', 'orders/OnPaid')),
    ['operation-id'],
  ),
  weak(
    'no responses',
    ['warning', 'error'],
    'connector-rules: profiles, responses-missing',
    atOperation(
      ({ node }) => isObject(node.responses),
      ({ path, node }) => {
        delete node.responses;
        return [[...path, 'responses'], path];
      },
    ),
  ),
  weak(
    'empty responses of a trigger',
    ['warning', 'warning'],
    'connector-rules: trigger-responses-empty',
    atHook(({ path, node }) => {
      if (!isObject(node.responses) || !Object.keys(node.responses).length) return undefined;
      node.responses = {};
      return [[...path, 'responses'], path];
    }),
  ),
  weak(
    'a schema in the default response',
    [undefined, 'error'],
    certification('2 default-response-schema'),
    atOperation(
      ({ node }) => isObject(node.responses) && !node.responses.default?.schema,
      ({ path, node }) => {
        node.responses.default = { description: 'Anything else.', schema: { type: 'object' } };
        return [[...path, 'responses', 'default']];
      },
    ),
    ['default-response-schema'],
  ),
  weak(
    'two successful responses with a schema',
    [undefined, 'information'],
    certification('2 many-success-schemas'),
    atOperation(
      ({ node }) => ['201', '202'].every((status) => !node.responses?.[status]) && isObject(node.responses),
      ({ path, node }) => {
        const schema = { type: 'object', properties: { id: { type: 'string' } } };
        node.responses['201'] = { description: 'Created.', schema };
        node.responses['202'] = { description: 'Accepted.', schema: clone(schema) };
        return [[...path, 'responses']];
      },
    ),
    ['many-success-schemas'],
  ),
  weak(
    'x-ms-notification in a webhook',
    ['warning', 'error'],
    certification('2 notification-elsewhere'),
    atHook(atKey('x-ms-notification', { operationId: 'OnOther' })),
    ['notification-elsewhere'],
  ),
  weak(
    'a body of get',
    [undefined, 'warning'],
    certification('2 BodyOrFormDataParameterInFetchOperationNotAllowed'),
    atOperation(
      (operation, root) => operation.method === 'get' && !bodyOf(root, operation),
      ({ path, node }) => {
        node.parameters = [...(node.parameters ?? []), { name: 'body', in: 'body', schema: { type: 'object' } }];
        return [[...path, 'parameters', node.parameters.length - 1], path];
      },
    ),
  ),
  weak(
    'an unsupported content type',
    [undefined, 'hint'],
    certification('2 mime-unsupported'),
    atOperation(() => true, atKey('produces', ['application/xml'])),
    ['mime-unsupported'],
  ),
  weak(
    'two operations of one revision',
    [undefined, 'error'],
    certification('5 operation-family'),
    atHook(({ path, item, node }, root) => {
      const annotation = { family: 'OnPaidFamily', revision: 1 };
      node['x-ms-api-annotation'] = annotation;
      const twin = `${item[1]}-v2`;
      root.paths[twin] = clone(nodeAt(root, item));
      for (const operation of operationsOf(root)) {
        if (operation.item[1] !== twin) continue;
        operation.node.operationId = `${operation.node.operationId}Twin`;
      }
      return [
        [...path, 'x-ms-api-annotation'],
        ['paths', twin, String(path[2]), 'x-ms-api-annotation'],
      ];
    }),
    ['operation-family'],
  ),
  weak(
    'a replacement of an operation that is not deprecated',
    [undefined, 'error'],
    certification('5 operation-family'),
    atHook((hook) => {
      if (hook.node.deprecated) return undefined;
      const replacement = { api: 'Orders', operationId: 'OnPaid_V2' };
      return atKey('x-ms-api-annotation', { family: 'OnPaidFamily', revision: 1, replacement })(hook);
    }),
    ['operation-family'],
  ),
];

const parameterKinds: Kind[] = [
  weak(
    'a parameter named connectionId',
    ['warning', 'error'],
    certification('3 parameter-connection-id'),
    addParameter({ name: 'connectionId' }),
    ['parameter-connection-id'],
  ),
  weak(
    'a hidden optional query parameter with a default',
    ['hint', 'warning'],
    certification('3 internal-default-optional'),
    addParameter({ 'x-ms-visibility': 'internal', default: 'all' }),
    ['internal-default-optional'],
  ),
  weak(
    'no summary of a parameter',
    [undefined, 'error'],
    certification('3 parameter-summary'),
    addParameter({ 'x-ms-summary': undefined }),
    ['parameter-summary'],
  ),
  weak(
    'no description of a parameter',
    [undefined, 'error'],
    certification('3 parameter-description'),
    addParameter({ description: undefined }),
    ['parameter-description'],
  ),
  weak(
    'an encoding of a query parameter',
    ['hint', 'warning'],
    certification('3 url-encoding-misplaced'),
    addParameter({ 'x-ms-url-encoding': 'single' }),
    ['url-encoding-misplaced'],
  ),
  weak(
    'a default of another type',
    ['warning', 'error'],
    certification('4 DefaultValueMustMatchType'),
    addParameter({ type: 'integer', default: 'ten' }),
    ['value-mismatch'],
  ),
  weak(
    'a file outside form data',
    ['warning', 'error'],
    certification('2 FileParameterMustBeInFormData'),
    addParameter({ type: 'file' }),
  ),
  weak(
    'allowEmptyValue of a header',
    ['warning', 'error'],
    certification('2 AllowEmptyValueOnlyValidForQueryFormData'),
    addParameter({ in: 'header', name: 'X-Page-Size', allowEmptyValue: true }),
  ),
  weak(
    'a parameter twice',
    ['warning', 'error'],
    certification('2 OperationParametersContainDuplicateParameter'),
    atOperation(
      ({ node }) =>
        Array.isArray(node.parameters) && node.parameters.some((one: Json) => one.in === 'query' || one.in === 'path'),
      ({ path, node }) => {
        const index = node.parameters.findIndex((one: Json) => one.in === 'query' || one.in === 'path');
        node.parameters.push(clone(node.parameters[index]));
        return [
          [...path, 'parameters', index],
          [...path, 'parameters', node.parameters.length - 1],
        ];
      },
    ),
  ),
  weak(
    'a path parameter without encoding',
    [undefined, 'hint'],
    certification('3 path-parameter-encoding'),
    (root) => {
      for (const { path, node } of operationsOf(root)) {
        for (const [index, parameter] of Object.entries<Json>(node.parameters ?? [])) {
          if (parameter.in !== 'path' || !parameter['x-ms-url-encoding']) continue;
          delete parameter['x-ms-url-encoding'];
          return [[...path, 'parameters', Number(index)]];
        }
      }
      return undefined;
    },
    ['path-parameter-encoding'],
  ),
  weak(
    'a body without a schema',
    ['warning', 'error'],
    certification('2 BodyParameterSchemaRequired'),
    atHook((hook, root) => {
      delete nodeAt(root, hook.body).schema;
      return [hook.body, hook.path, [...hook.item, 'x-ms-notification-content']];
    }),
  ),
  weak(
    'a default of the body parameter',
    ['warning', 'error'],
    certification('2 BodyParameterPropertyNotValid'),
    atHook((hook, root) => {
      nodeAt(root, hook.body).default = {};
      return [[...hook.body, 'default']];
    }),
  ),
  weak(
    'dynamic values of the body parameter',
    ['warning', 'error'],
    certification('3 dynamic-members'),
    atHook((hook, root) => {
      const operationId = operationsOf(root).find(({ method }) => method === 'get')?.node.operationId;
      if (!operationId) return undefined;
      nodeAt(root, hook.body)['x-ms-dynamic-values'] = { operationId, 'value-path': 'id', 'value-title': 'name' };
      return [[...hook.body, 'x-ms-dynamic-values']];
    }),
  ),
];

const text = { type: 'string', title: 'Order', description: 'The order.' };
const contradiction = certification('4 schema-contradiction');

const schemaKinds: Kind[] = [
  weak(
    'a hidden optional property with a default',
    ['warning', 'error'],
    certification('3 internal-default-optional'),
    addProperty({ ...text, 'x-ms-visibility': 'internal', default: 'paid' }),
    ['internal-default-optional'],
  ),
  weak(
    'a default of another type in a body',
    ['warning', 'error'],
    certification('4 DefaultValueMustMatchType'),
    addProperty({ ...text, type: 'integer', default: 'ten' }),
    ['value-mismatch'],
  ),
  weak(
    'an enum value of another type',
    ['hint', 'warning'],
    certification('4 InvalidEnumValue'),
    addProperty({ ...text, enum: ['paid', 7] }),
    ['value-mismatch'],
  ),
  weak('an empty enum', ['warning', 'error'], contradiction, addProperty({ ...text, enum: [] }), [
    'schema-contradiction',
  ]),
  weak(
    'a minimum above the maximum',
    ['warning', 'error'],
    contradiction,
    addProperty({ ...text, type: 'integer', minimum: 9, maximum: 3 }),
    ['schema-contradiction'],
  ),
  weak(
    'required with no name',
    ['warning', 'error'],
    contradiction,
    addProperty({ type: 'object', title: 'Order', required: [], properties: { id: text } }),
    ['schema-contradiction'],
  ),
  weak(
    'required with a name twice',
    ['warning', 'error'],
    contradiction,
    addProperty({ type: 'object', title: 'Order', required: ['id', 'id'], properties: { id: text } }),
    ['schema-contradiction'],
  ),
  weak('required in a text', ['hint', 'warning'], contradiction, addProperty({ ...text, required: ['id'] }), [
    'schema-contradiction',
  ]),
  weak(
    'a discriminator that is no property',
    ['warning', 'error'],
    contradiction,
    addProperty({ type: 'object', title: 'Order', discriminator: 'kind', properties: { id: text } }),
    ['schema-contradiction'],
  ),
  weak(
    'an array without items',
    ['information', 'warning'],
    certification('4 ArrayHasNoItems'),
    addProperty({ type: 'array', title: 'Orders' }),
  ),
  weak(
    'an enum value that is described twice',
    ['warning', 'error'],
    certification('4 enum-values'),
    addProperty({
      ...text,
      enum: ['paid'],
      'x-ms-enum-values': [
        { value: 'paid', displayName: 'Paid' },
        { value: 'paid', displayName: 'Settled' },
      ],
    }),
    ['enum-values'],
  ),
  weak(
    'a described value that the enum lacks',
    ['warning', 'error'],
    certification('4 enum-values'),
    addProperty({ ...text, enum: ['paid'], 'x-ms-enum-values': [{ value: 'sent', displayName: 'Sent' }] }),
    ['enum-values'],
  ),
  weak(
    'an enum value without a display name',
    ['warning', 'error'],
    certification('4 enum-values'),
    addProperty({ ...text, enum: ['paid'], 'x-ms-enum-values': [{ value: 'paid' }] }),
    ['enum-values'],
  ),
  weak(
    'uniqueItems',
    [undefined, 'warning'],
    certification('4 keyword-unsupported'),
    addProperty({ type: 'array', title: 'Orders', items: text, uniqueItems: true }),
    ['keyword-unsupported'],
  ),
  weak(
    'oneOf',
    ['warning', 'error'],
    certification('4 keyword-unsupported'),
    addProperty({ title: 'Order', oneOf: [text] }),
    ['keyword-unsupported'],
  ),
  weak(
    'patternProperties',
    ['warning', 'error'],
    certification('4 keyword-unsupported'),
    addProperty({ type: 'object', title: 'Order', patternProperties: { '^x': text } }),
    ['keyword-unsupported'],
  ),
  weak(
    'a dictionary editor of a text',
    ['warning', 'error'],
    certification('4 extension-value'),
    addProperty({ ...text, 'x-ms-editor': 'dictionary' }),
    ['extension-value'],
  ),
  weak(
    'a required property that is read-only',
    ['warning', 'error'],
    certification('4 required-read-only'),
    addProperty({ ...text, readOnly: true }, (schema) => {
      schema.required = [...(schema.required ?? []), 'added'];
    }),
    ['required-read-only'],
  ),
  weak(
    'keys next to a reference',
    ['hint', 'warning'],
    certification('4 reference-siblings'),
    (root, pick) => {
      const properties = pathsBelow(root, ['definitions'])
        .concat(pathsBelow(root, ['paths']))
        .filter((path) => path.at(-1) === '$ref' && path.at(-3) === 'properties');
      const reference = pick.one(properties);
      if (!reference || Object.keys(nodeAt(root, reference.slice(0, -1))).length > 1) return undefined;
      nodeAt(root, reference.slice(0, -1))['x-ms-summary'] = 'Order';
      return [reference.slice(0, -1)];
    },
    ['reference-siblings'],
  ),
];

export const kindsOfCertification: Kind[] = [...definitionKinds, ...operationKinds, ...parameterKinds, ...schemaKinds];
