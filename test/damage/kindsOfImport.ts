/** Damage that import refuses, as the validator's page, the specification, and reports of makers have it. */
import {
  bodyOf,
  clone,
  isObject,
  type Json,
  nodeAt,
  type Operation,
  operationsOf,
  type Path,
  type Pick,
  pathsBelow,
  putAt,
  removeAt,
  renameKey,
  resolvePath,
  variablesOf,
  webhooksOf,
} from './definition';
import { type DataDamage, type Kind, refused, weak } from './kind';

const fatal = 'findings-review (c): fatal damage';
const validator = (rule: string): string => `certification-swagger-validator-rules: ${rule}`;

/** Damage to any operation that passes. */
const onOperation =
  (
    passes: (operation: Operation, root: Json) => boolean,
    damage: (operation: Operation, root: Json, pick: Pick) => Path[] | undefined,
  ): DataDamage =>
  (root, pick) => {
    const operation = pick.one(operationsOf(root).filter((one) => passes(one, root)));
    return operation && damage(operation, root, pick);
  };

const anyOperation = (damage: Parameters<typeof onOperation>[1]): DataDamage => onOperation(() => true, damage);

/** Puts a value at a key of the root. */
const atRoot =
  (key: string, value: Json): DataDamage =>
  (root) => {
    root[key] = value;
    return [[key]];
  };

/** A parameter of an operation that passes, written in the operation itself. */
const onParameter =
  (
    passes: (parameter: Record<string, Json>) => boolean,
    damage: (path: Path, parameter: Record<string, Json>, root: Json) => Path[] | undefined,
  ): DataDamage =>
  (root, pick) => {
    const found = operationsOf(root).flatMap(({ path, node }) =>
      (Array.isArray(node.parameters) ? [...node.parameters.keys()] : [])
        .map((index) => [...path, 'parameters', index])
        .filter((at) => isObject(nodeAt(root, at)) && !nodeAt(root, at).$ref && passes(nodeAt(root, at))),
    );
    const path = pick.one(found);
    return path && damage(path, nodeAt(root, path), root);
  };

/** Renames the path of a webhook; its declared parameters stay as they are. */
const renamePath =
  (change: (template: string, root: Json) => string): DataDamage =>
  (root, pick) => {
    const template = pick.one(webhooksOf(root))?.item[1];
    if (typeof template !== 'string') return undefined;
    const to = change(template, root);
    renameKey(root.paths, template, to);
    return [['paths', to]];
  };

const addParameter = (operation: Operation, parameter: Json): Path => {
  operation.node.parameters = [...(operation.node.parameters ?? []), parameter];
  return [...operation.path, 'parameters', operation.node.parameters.length - 1];
};

const hasParameters = ({ node }: Operation): boolean => Array.isArray(node.parameters) && node.parameters.length > 0;

const responsesOf = ({ node }: Operation): string[] =>
  Object.keys(isObject(node.responses) ? node.responses : {}).filter((status) => !status.startsWith('x-'));

/** The first schema reference in the document, by seeded choice. */
const onReference =
  (damage: (path: Path, root: Json) => Path[] | undefined): DataDamage =>
  (root, pick) => {
    const references = pathsBelow(root, ['paths']).filter((path) => {
      const target = nodeAt(root, path);
      return path.at(-1) === '$ref' && typeof target === 'string' && target.startsWith('#/definitions/');
    });
    const path = pick.one(references);
    return path && damage(path, root);
  };

const openApi3: Kind[] = [
  refused('requestBody instead of the body of a trigger', fatal, (root, pick) => {
    const hook = pick.one(webhooksOf(root));
    const parameters = hook?.node.parameters;
    const index = Array.isArray(parameters) ? parameters.findIndex((parameter) => parameter.in === 'body') : -1;
    if (!hook || index < 0) return undefined;
    const [body] = parameters.splice(index, 1);
    hook.node.requestBody = { content: { 'application/json': { schema: body.schema } } };
    return [[...hook.path, 'requestBody']];
  }),
  refused(
    'requestBody in an action',
    fatal,
    onOperation(
      ({ node, method }) => !node['x-ms-trigger'] && method !== 'get',
      ({ node, path }) => {
        node.requestBody = { content: { 'application/json': { schema: { type: 'object' } } } };
        return [[...path, 'requestBody']];
      },
    ),
  ),
  refused(
    'content in a response',
    fatal,
    onOperation(
      (operation) => responsesOf(operation).length > 0,
      (operation, root, pick) => {
        const at = resolvePath(root, [...operation.path, 'responses', pick.one(responsesOf(operation))!]);
        const response = at && nodeAt(root, at);
        if (!at || !isObject(response)) return undefined;
        response.content = { 'application/json': { schema: response.schema ?? { type: 'object' } } };
        delete response.schema;
        return [[...at, 'content']];
      },
    ),
  ),
  refused(
    'schema in a query, header or path parameter',
    fatal,
    onParameter(
      (parameter) => ['query', 'header', 'path'].includes(parameter.in),
      (path, parameter) => {
        parameter.schema = { type: parameter.type ?? 'string' };
        delete parameter.type;
        return [[...path, 'schema'], path];
      },
    ),
  ),
  refused('components at the root', fatal, atRoot('components', { schemas: { Order: { type: 'object' } } })),
  refused(
    'a reference into components',
    fatal,
    onReference((path, root) => {
      const name = nodeAt(root, path).slice('#/definitions/'.length);
      root.components = { schemas: { [name]: clone(root.definitions[name]) } };
      putAt(root, path, `#/components/schemas/${name}`);
      return [path];
    }),
  ),
  refused('servers instead of host', fatal, (root) => {
    root.servers = [{ url: `https://${root.host}${root.basePath ?? ''}` }];
    for (const key of ['host', 'basePath', 'schemes']) delete root[key];
    return [['servers']];
  }),
  refused('openapi instead of swagger', fatal, (root) => {
    renameKey(root, 'swagger', 'openapi');
    root.openapi = '3.0.3';
    return [['openapi'], ['swagger']];
  }),
];

const rootKinds: Kind[] = [
  refused('another version of Swagger', validator('SpecificationVersionIncorrect'), atRoot('swagger', '3.0')),
  refused('the version as a number', validator('SpecificationVersionIncorrect'), atRoot('swagger', 2)),
  refused('no version of Swagger', validator('SpecificationVersionIncorrect'), (root) => {
    delete root.swagger;
    return [['swagger']];
  }),
  refused('a host with a scheme', validator('HostNameNotValid'), (root) => {
    root.host = `https://${root.host ?? 'api.example.com'}`;
    return [['host']];
  }),
  refused('a host with a path', validator('HostNameNotValid'), (root) => {
    root.host = `${root.host ?? 'api.example.com'}/v1`;
    return [['host']];
  }),
  refused('a basePath without slash', validator('BasePathNotValid'), atRoot('basePath', 'api/v1')),
  refused('no scheme in schemes', validator('SchemesArrayEmpty'), atRoot('schemes', [])),
  refused('a scheme of WebSocket', validator('SchemeNotSupported'), atRoot('schemes', ['wss'])),
  refused('a tag twice', validator('TagRedefined'), atRoot('tags', [{ name: 'Orders' }, { name: 'Orders' }])),
  refused('info as a text', validator('JsonTypeIncorrect'), atRoot('info', 'Orders')),
  refused('definitions as an array', validator('JsonTypeIncorrect'), atRoot('definitions', [{ type: 'object' }])),
  refused('paths as an array', fatal, (root) => {
    root.paths = Object.entries(root.paths).map(([path, item]) => ({ path, ...(item as object) }));
    return [['paths']];
  }),
];

const pathKinds: Kind[] = [
  refused(
    'a path without slash',
    validator('OperationPathMustStartWithSlash'),
    renamePath((path) => path.slice(1)),
  ),
  refused(
    'a path that is a whole URL',
    validator('OperationPathMustStartWithSlash'),
    renamePath((path, root) => `https://${root.host ?? 'api.example.com'}${path}`),
  ),
  refused(
    'a path with a query',
    validator('OperationPathMayNotContainQueryOrFragment'),
    renamePath((path) => `${path}?kind=order`),
  ),
  refused(
    'a path with a fragment',
    validator('OperationPathMayNotContainQueryOrFragment'),
    renamePath((path) => `${path}#order`),
  ),
  refused(
    'a path with a star',
    validator('OperationPathContainsUnsupportedCharacters'),
    renamePath((path) => `${path}/*`),
  ),
  refused(
    'a path with half a brace',
    validator('OperationPathTemplateNotValid'),
    renamePath((path) => `${path}/{kind`),
  ),
  refused('two paths that differ by capitals', validator('PathRedefined'), (root, pick) => {
    const template = pick.one(webhooksOf(root))?.item[1];
    if (typeof template !== 'string') return undefined;
    const twin = template.toUpperCase();
    if (twin === template) return undefined;
    const operation = { operationId: 'TwinOfAPath', responses: { 200: { description: 'OK' } } };
    root.paths[twin] = { head: operation, ...(template.includes('{') && { parameters: variablesOf(twin) }) };
    if (template.includes('{')) Object.assign(operation, { parameters: [] });
    return [
      ['paths', twin],
      ['paths', template],
    ];
  }),
  refused(
    'two paths that differ by the names of variables',
    validator('DuplicateOperationPath'),
    onOperation(
      ({ item }) => /\{\w+\}/.test(String(item[1])),
      ({ item, method, node }, root) => {
        const template = String(item[1]);
        const twin = template.replace(/\{\w+\}/, '{other}');
        if (twin in root.paths) return undefined;
        const parameters = variablesOf(twin);
        root.paths[twin] = { [method]: { ...clone(node), operationId: 'TwinOfAnOperation', parameters } };
        return [
          ['paths', twin],
          ['paths', template],
        ];
      },
    ),
  ),
  refused('a variable that is not declared', validator('OperationMissingPathParameter'), (root, pick) => {
    const hook = pick.one(webhooksOf(root));
    if (!hook) return undefined;
    const to = `${hook.item[1]}/{kind}`;
    renameKey(root.paths, String(hook.item[1]), to);
    return [
      ['paths', to],
      ['paths', to, hook.method, 'parameters'],
    ];
  }),
  refused(
    'a path parameter that the path lacks',
    validator('PathParameterNotDefinedInTemplate'),
    anyOperation((operation) => [
      addParameter(operation, { name: 'missing', in: 'path', required: true, type: 'string' }),
    ]),
  ),
  refused(
    'a path parameter under another name',
    validator('OperationMissingPathParameter'),
    onParameter(
      (parameter) => parameter.in === 'path',
      (path, parameter) => {
        parameter.name = `${parameter.name}_renamed`;
        return [path, path.slice(0, 2), path.slice(0, 4)];
      },
    ),
  ),
  refused('a path item that is null', validator('JsonTypeIncorrect'), (root, pick) => {
    const template = pick.one(Object.keys(root.paths))!;
    root.paths[template] = null;
    return [['paths', template]];
  }),
  refused('a method in capitals', fatal, (root, pick) => {
    const hook = pick.one(webhooksOf(root));
    if (!hook) return undefined;
    renameKey(nodeAt(root, hook.item), hook.method, hook.method.toUpperCase());
    return [[...hook.item, hook.method.toUpperCase()]];
  }),
  refused(
    'a method that begins with a capital',
    fatal,
    onOperation(
      ({ node }) => !node['x-ms-trigger'],
      ({ item, method }, root) => {
        const to = method[0]!.toUpperCase() + method.slice(1);
        renameKey(nodeAt(root, item), method, to);
        return [[...item, to]];
      },
    ),
  ),
];

const operationKinds: Kind[] = [
  refused(
    'an operation as an array',
    validator('JsonTypeIncorrect'),
    anyOperation(({ path, node }, root) => {
      putAt(root, path, [node]);
      return [path];
    }),
  ),
  refused(
    'no operationId',
    validator('OperationIdRequired'),
    anyOperation(({ path, node }) => {
      delete node.operationId;
      return [[...path, 'operationId'], path];
    }),
    ['operation-id'],
  ),
  refused(
    'an empty operationId',
    validator('OperationIdRequired'),
    anyOperation(({ path, node }) => {
      node.operationId = '';
      return [[...path, 'operationId']];
    }),
  ),
  refused(
    'an operationId twice',
    validator('OperationIdNotUnique'),
    (root, pick) => {
      const operations = operationsOf(root);
      const [one, other] = [pick.one(operations)!, pick.one(operations)!];
      if (one.node === other.node) return undefined;
      one.node.operationId = other.node.operationId;
      return [
        [...one.path, 'operationId'],
        [...other.path, 'operationId'],
      ];
    },
    ['operation-id'],
  ),
  refused(
    'parameters as an object',
    fatal,
    onOperation(hasParameters, ({ path, node }) => {
      node.parameters = Object.fromEntries(
        node.parameters.map((parameter: Json, index: number) => [parameter.name ?? `parameter${index}`, parameter]),
      );
      return [[...path, 'parameters']];
    }),
  ),
  refused(
    'a parameter as a text',
    validator('JsonTypeIncorrect'),
    onOperation(hasParameters, ({ path, node }, _root, pick) => {
      const index = pick.number(node.parameters.length);
      node.parameters[index] = 'name';
      return [[...path, 'parameters', index], path];
    }),
  ),
  refused(
    'responses as an array',
    fatal,
    onOperation(
      (operation) => responsesOf(operation).length > 0,
      ({ path, node }) => {
        node.responses = Object.values(node.responses);
        return [[...path, 'responses']];
      },
    ),
  ),
  refused(
    'a response as a text',
    fatal,
    onOperation(
      (operation) => responsesOf(operation).length > 0,
      (operation, _root, pick) => {
        const status = pick.one(responsesOf(operation))!;
        operation.node.responses[status] = 'Created';
        return [[...operation.path, 'responses', status]];
      },
    ),
  ),
  refused(
    'a parameter in cookies',
    fatal,
    onParameter(
      (parameter) => parameter.in === 'query' || parameter.in === 'header',
      (path, parameter) => {
        parameter.in = 'cookie';
        return [[...path, 'in']];
      },
    ),
  ),
  refused(
    'a place of a parameter in capitals',
    fatal,
    onParameter(
      (parameter) => parameter.in === 'query' || parameter.in === 'body',
      (path, parameter) => {
        parameter.in = parameter.in.toUpperCase();
        return [[...path, 'in'], path];
      },
    ),
  ),
  refused(
    'a parameter without a place',
    fatal,
    onParameter(
      (parameter) => parameter.in !== 'path',
      (path, parameter) => {
        delete parameter.in;
        return [[...path, 'in'], path];
      },
    ),
  ),
  refused(
    'a parameter that refers to a definition',
    fatal,
    anyOperation((operation, root) => {
      root.definitions = { ...root.definitions, Page: { type: 'integer' } };
      return [addParameter(operation, { $ref: '#/definitions/Page' })];
    }),
  ),
  refused(
    'two bodies',
    validator('OperationParametersContainMultipleBodyParameters'),
    onOperation(
      (operation, root) => bodyOf(root, operation) !== undefined,
      (operation, root) => [
        addParameter(operation, { name: 'second', in: 'body', schema: { type: 'object' } }),
        bodyOf(root, operation)!,
      ],
    ),
  ),
  refused(
    'a body and form data',
    validator('ParameterListContainsFormDataAndBody'),
    onOperation(
      (operation, root) => bodyOf(root, operation) !== undefined,
      (operation, root) => [
        addParameter(operation, { name: 'field', in: 'formData', type: 'string' }),
        bodyOf(root, operation)!,
      ],
    ),
  ),
  refused(
    'an optional path parameter',
    validator('PathParameterMustBeRequired'),
    onParameter(
      (parameter) => parameter.in === 'path',
      (path, parameter) => {
        delete parameter.required;
        return [path];
      },
    ),
  ),
  refused(
    'a path parameter whose required is a text',
    validator('PathParameterMustBeRequired'),
    onParameter(
      (parameter) => parameter.in === 'path',
      (path, parameter) => {
        parameter.required = 'true';
        return [[...path, 'required'], path];
      },
    ),
  ),
];

const schemaKinds: Kind[] = [
  refused(
    'a schema reference that leads nowhere',
    validator('SchemaReferenceNotFound'),
    onReference((path, root) => {
      putAt(root, path, `${nodeAt(root, path)}Gone`);
      return [path];
    }),
    ['unresolved-reference'],
  ),
  refused(
    'a definition that was deleted',
    validator('SchemaReferenceNotFound'),
    onReference((path, root) => {
      const target = nodeAt(root, path);
      const users = pathsBelow(root, []).filter((at) => at.at(-1) === '$ref' && nodeAt(root, at) === target);
      removeAt(root, ['definitions', target.slice('#/definitions/'.length)]);
      return users.filter((at) => nodeAt(root, at) === target);
    }),
    ['unresolved-reference'],
  ),
  refused(
    'a parameter reference that leads nowhere',
    validator('ParameterReferenceNotFound'),
    anyOperation((operation) => [addParameter(operation, { $ref: '#/parameters/GoneParameter' })]),
    ['unresolved-reference'],
  ),
  refused(
    'a response reference that leads nowhere',
    validator('ResponseReferenceNotFound'),
    onOperation(
      (operation) => responsesOf(operation).length > 0,
      (operation, _root, pick) => {
        const status = pick.one(responsesOf(operation))!;
        operation.node.responses[status] = { $ref: '#/responses/GoneResponse' };
        return [[...operation.path, 'responses', status]];
      },
    ),
    ['unresolved-reference'],
  ),
  refused('the schema of a body as a text', validator('JsonTypeIncorrect'), (root, pick) => {
    const hook = pick.one(webhooksOf(root));
    if (!hook) return undefined;
    putAt(root, [...hook.body, 'schema'], 'object');
    return [[...hook.body, 'schema']];
  }),
  refused('properties as an array', validator('JsonTypeIncorrect'), (root, pick) => {
    const hook = pick.one(webhooksOf(root));
    if (!hook) return undefined;
    const schema = nodeAt(root, hook.schema);
    schema.properties = Object.entries(schema.properties ?? {}).map(([name, property]) => ({
      name,
      ...(property as object),
    }));
    return [[...hook.schema, 'properties'], hook.path];
  }),
  weak(
    'dynamic values from an operation that is not there',
    ['error', 'error'],
    'connector-rules: dynamic-operation-unknown',
    onParameter(
      (parameter) => ['query', 'path', 'header'].includes(parameter.in) && parameter.type === 'string',
      (path, parameter) => {
        parameter['x-ms-dynamic-values'] = { operationId: 'GoneOperation', 'value-path': 'id', 'value-title': 'name' };
        return [[...path, 'x-ms-dynamic-values']];
      },
    ),
    ['dynamic-operation-unknown'],
  ),
];

export const kindsOfImport: Kind[] = [...openApi3, ...rootKinds, ...pathKinds, ...operationKinds, ...schemaKinds];
