/** The fixes of *swagger-structure*. */

import { isObject, type Member, type Node, toData } from '../../documents/tree';
import type { Definition } from '../../model/definition';
import { pathParameter } from '../../model/pathParameter';
import { factsOf } from '../../model/triggers';
import type { Json, JsonObject } from '../../protocol/json';
import { say } from '../../texts/say';
import type { Editor } from './edits';
import type { Fix, Fixer } from './fix';
import { holderOf, memberAt, repair, requireProperty } from './general';
import { openApi3Fixes } from './openApi3';

/** The fix of what is wrong with a definition as Swagger, by what the finding marks. */
export const structure: Fixer = (context) => {
  const { definition, finding, edit } = context;
  const member = memberAt(finding.at);
  if (finding.subject === 'openApi3' && member) return openApi3Fixes(context, member);
  if (finding.subject === 'query' && member) return queryParameters(definition, edit, member);
  if (finding.subject === 'repeated') return repeatedItem(context);
  if (finding.subject === 'second-body') return mergedBody(context);
  if (member?.key === 'host' && !finding.repair) return hostAndPath(definition, edit, member);
  const isInPaths = member !== undefined && holderOf(member) === definition.root.get('paths');
  if (member?.key === 'parameters' && isObject(member.value) && !isInPaths)
    return parameterList(definition, edit, member);
  if (finding.repair && 'add' in finding.repair && finding.repair.add === 'scopes')
    return addScopes(definition, edit, finding.repair.to);
  return requiredInObject(edit, member) ?? repair(context);
};

/** Lists a property with `required: true` in the object around it; undefined for everything else. */
function requiredInObject(edit: Editor, member: Member | undefined): Fix[] | undefined {
  const schema = holderOf(member);
  const properties = schema?.parent;
  const owner = properties?.parent;
  const name = properties?.members.find(({ value }) => value === schema)?.key;
  const isProperty = name !== undefined && owner?.get('properties') === properties;
  if (member?.key !== 'required' || member.value?.kind !== 'boolean' || !schema || !owner || !isProperty)
    return undefined;
  const changes = edit.remove(schema, member);
  if (member.value.value === false) return [{ title: say('Remove it'), changes }];
  // The same mistake there, which is about that object.
  if (owner.get('required')?.kind === 'boolean') return [];
  return [
    {
      title: say('List it in required of the object around'),
      changes: [...changes, ...requireProperty(edit, owner, name)],
    },
  ];
}

/** Moves a path from `host` to `basePath`, where there is none yet. */
function hostAndPath(definition: Definition, edit: Editor, member: Member): Fix[] {
  const { root } = definition;
  const parts = /^(?:https?:)?\/*([^\s/?#@{}]+)(\/[^\s?#{}]*[^\s?#{}/])\/*$/i.exec(String(member.value?.value));
  const [, host, basePath] = parts ?? [];
  const known = root.text('basePath') ?? '/';
  if (!host || !basePath || holderOf(member) !== root || (known !== '/' && known !== basePath)) return [];
  const path = root.get('basePath');
  // Paths that begin with it would have it twice.
  const isInPaths = root.get('paths')?.members.some(({ key }) => key.startsWith(`${basePath}/`));
  if (isInPaths && known === '/')
    return [{ title: say`Change to "${host}"`, changes: edit.replace(member.value!, host) }];
  return [
    {
      title: say`Change to "${host}", with "${basePath}" as basePath`,
      changes: [
        ...edit.replace(member.value!, host),
        ...(path ? edit.replace(path, basePath) : edit.insert(root, 'basePath', basePath)),
      ],
    },
  ];
}

/** Adds the scopes of a scheme: those that the definition requires, to be described; else none. */
function addScopes(definition: Definition, edit: Editor, scheme: Node): Fix[] {
  const name = scheme.parent?.members.find(({ value }) => value === scheme)?.key;
  const lists = [definition.root.get('security'), ...definition.securities];
  const required = lists
    .flatMap((list) => list?.items ?? [])
    .flatMap((one) => (name === undefined ? [] : (one.get(name)?.items ?? [])))
    .flatMap(({ kind, value }) => (kind === 'string' ? [String(value)] : []));
  const scopes = Object.fromEntries([...new Set(required)].map((scope) => [scope, scope]));
  const what = required.length > 0 ? say('the scopes that operations require') : say('"scopes": {}');
  return [{ title: say`Add ${what}`, changes: edit.insert(scheme, 'scopes', scopes) }];
}

/**
 * Writes one parameter, or a map of parameters by name, as a list, with the parameters of the path that it lacks: they are
 * missed once it is read. A list that would leave a webhook trigger without its body is left to people.
 */
function parameterList(definition: Definition, edit: Editor, member: Member): Fix[] {
  const written = toData(member.value) as JsonObject;
  // The shared parameters of a definition are a map.
  const isOne = typeof written.in === 'string' || typeof written.$ref === 'string';
  const all = isOne ? [written] : Object.entries(written).map(([name, one]) => named(name, one));
  if (!all.every((one) => one !== undefined)) return [];
  const missing = missingFrom(all, definition, member);
  if (!missing) return [];
  const list = [...all, ...missing.map((name) => pathParameter(name))];
  const title =
    missing.length > 0
      ? say('Change to a list, with the parameters of the path')
      : say`Change to ${all.length > 0 ? say('a list') : say('an empty list')}`;
  return [{ title, changes: edit.replaceValue(member, list), carriesOver: true }];
}

/** The parameters of a path that a list lacks; undefined for a webhook trigger whose body it lacks. */
function missingFrom(list: Json[], definition: Definition, member: Member): string[] | undefined {
  const operation = definition.operations.find(({ node }) => node === holderOf(member));
  if (!operation) return [];
  const shared = operation.pathItem.get('parameters')?.items ?? [];
  const written = list.map((one): JsonObject => {
    const reference = (one as JsonObject).$ref;
    return (typeof reference === 'string' ? toData(definition.target(reference)) : one) as JsonObject;
  });
  const known = [...written, ...shared.map((item) => toData(definition.resolve(item)) as JsonObject)];
  if (factsOf(definition, operation).kind === 'webhook' && !known.some((one) => one?.in === 'body')) return undefined;
  const names = [...operation.path.matchAll(/\{([^{}]+)\}/g)].map((match) => match[1]!);
  return names.filter((name) => !known.some((one) => one?.in === 'path' && one.name === name));
}

/** A parameter of a map, with its key as its name; undefined for what is no parameter. */
function named(name: string, one: Json): Json | undefined {
  if (one === null || typeof one !== 'object' || Array.isArray(one)) return undefined;
  if (typeof one.$ref === 'string') return one;
  return typeof one.in === 'string' ? { name, ...one } : undefined;
}

/** Removes a parameter or a tag that has the name of an earlier one. */
const repeatedItem: Fixer = ({ finding, edit }) => {
  let item = 'node' in finding.at ? finding.at.node : undefined;
  while (item && item.parent?.kind !== 'array') item = item.parent;
  return item?.parent ? [{ title: say('Remove this one'), changes: edit.removeItems(item.parent, [item]) }] : [];
};

/** Moves the properties of a second body into the first one, when both are written out in one list and share no name. */
const mergedBody: Fixer = ({ finding, edit }) => {
  const second = 'node' in finding.at ? finding.at.node.parent : undefined;
  const list = second?.parent;
  const first = list?.items.find((item) => item.kind === 'object' && item.text('in') === 'body');
  if (!second || list?.kind !== 'array' || !first || first === second) return [];
  const isSame = JSON.stringify(toData(first)) === JSON.stringify(toData(second));
  if (isSame) return [{ title: say('Remove the second body'), changes: edit.removeItems(list, [second]) }];
  const from = first.get('schema');
  const properties = from?.get('properties');
  const more = second.get('schema')?.get('properties');
  if (!isObject(from) || !isObject(properties) || !isObject(more)) return [];
  if (more.members.some(({ key }) => properties.member(key))) return [];
  const required = (second.get('schema')?.get('required')?.items ?? []).map(({ value }) => value as Json);
  const names = from.get('required');
  return [
    {
      title: say('Move its properties into the first body'),
      changes: [
        ...edit.insertAll(properties, toData(more) as JsonObject),
        ...(required.length === 0
          ? []
          : names?.kind === 'array'
            ? edit.appendAll(names, required)
            : edit.insert(from, 'required', required, 'properties')),
        ...edit.removeItems(list, [second]),
      ],
      carriesOver: true,
    },
  ];
};

/** Turns the query of a path into internal parameters of its operations, unless another path would be the same then. */
function queryParameters(definition: Definition, edit: Editor, member: Member): Fix[] {
  const paths = definition.root.get('paths');
  const [withoutFragment = ''] = member.key.split('#');
  const [path = '', query = ''] = withoutFragment.split(/\?(.*)/s);
  if (!paths || !path.startsWith('/')) return [];
  const bare = bareOf(path);
  if (paths.members.some((other) => other !== member && bareOf(other.key.split(/[?#]/)[0]!) === bare)) return [];
  const sent = query.split('&').filter(Boolean).map(queryParameter);
  const operations = definition.operations.filter(({ pathMember }) => pathMember === member);
  const added = operations.map(({ node }) => addParameters(edit, node, sent));
  if (sent.includes(undefined) || added.includes(undefined)) return [];
  return [
    {
      title: query === '' ? say`Change to "${path}"` : say`Change to "${path}", with the query as parameters`,
      changes: [...edit.rename(member, path), ...added.flatMap((changes) => changes ?? [])],
    },
  ];
}

const bareOf = (path: string): string => path.toLowerCase().replace(/\{[^{}]*\}/g, '{}');

/** A value of a query as a parameter that is always sent; undefined where it can't be read. */
function queryParameter(pair: string): JsonObject | undefined {
  const [name = '', value = ''] = pair.split(/=(.*)/s);
  if (/[{}%+]/.test(name + value) || name === '') return undefined;
  const hidden: JsonObject = value === '' ? {} : { required: true, default: value, 'x-ms-visibility': 'internal' };
  return { name, in: 'query', type: 'string', ...hidden };
}

function addParameters(edit: Editor, operation: Node, sent: (JsonObject | undefined)[]) {
  const list = operation.get('parameters');
  const all = sent.filter((one) => one !== undefined);
  const isKnown = all.some(({ name }) => list?.items.some((item) => item.get('name')?.value === name));
  if (isKnown || (list && list.kind !== 'array')) return undefined;
  if (all.length === 0) return [];
  return list ? edit.appendAll(list, all) : edit.insert(operation, 'parameters', all);
}
