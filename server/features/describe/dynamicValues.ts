import { isObject, type Member, type Node } from '../../documents/tree';
import type { Definition } from '../../model/definition';
import type { Operation } from '../../model/operation';
import { parametersOf } from '../../model/triggers';
import type { Json } from '../../protocol/json';
import type { DynamicArgument, DynamicTree, DynamicValues, OperationDescription } from '../../protocol/triggers';
import { json, strings } from './json';
import { describeBody, describeParameter, partsOf } from './parameters';
import { policiesOf } from './policies';
import type { ReadDynamic } from './values';

/**
 * Reads `x-ms-dynamic-values`, `x-ms-dynamic-list` and `x-ms-dynamic-tree` on the parameters of one operation. If a
 * parameter has several, the newest wins: the newer ones state unambiguously which value an argument takes, and a tree
 * also shows where a value is in its hierarchy.
 */
export function dynamicReader(definition: Definition, operation: Operation): ReadDynamic {
  let answers: string[][] | undefined;
  const find = (reference: string) => {
    answers ??= answerPaths(definition, operation);
    return findAnswer(answers, reference);
  };
  return (holders) => {
    for (const key of ['x-ms-dynamic-tree', 'x-ms-dynamic-list', 'x-ms-dynamic-values'] as const) {
      for (const holder of holders) {
        const value = holder.get(key);
        const read = key === 'x-ms-dynamic-tree' ? readTree : readOne;
        if (isObject(value)) return read(definition, value, find);
      }
    }
    return undefined;
  };
}

function readOne(definition: Definition, node: Node, find: (reference: string) => string[] | undefined): DynamicValues {
  const text = (...names: string[]) => names.map((name) => node.text(name)).find(Boolean);
  const titlePath = text('itemTitlePath', 'value-title');
  const shape = {
    arguments: (node.get('parameters')?.members ?? []).flatMap((member) => argumentOf(member, find)),
    itemsPath: parts(text('itemsPath', 'value-collection')),
    valuePath: parts(text('itemValuePath', 'value-path')),
    ...(titlePath !== undefined && { titlePath: parts(titlePath) }),
  };
  const id = node.text('operationId');
  if (id === undefined) {
    const capability = node.text('capability');
    return { ...shape, problem: capability ? `capability ${capability}` : 'no operationId' };
  }
  const found = definition.operationsById(id)[0];
  return found
    ? { ...shape, operation: describeOperation(definition, found) }
    : { ...shape, problem: `no operation ${id}` };
}

function readTree(
  definition: Definition,
  node: Node,
  find: (reference: string) => string[] | undefined,
): DynamicValues | undefined {
  const [open, browse, settings] = ['open', 'browse', 'settings'].map((name) => node.get(name));
  if (!isObject(open)) return undefined;
  const allows = (name: string) => !isObject(settings) || settings.get(name)?.value !== false;
  const tree: DynamicTree | undefined = isObject(browse)
    ? {
        browse: readOne(definition, browse, find),
        parents: parentsOf(open.text('itemIsParent') ?? browse.text('itemIsParent') ?? open.get('itemIsParent')?.value),
        canSelectParents: allows('canSelectParentNodes'),
        canSelectLeaves: allows('canSelectLeafNodes'),
      }
    : undefined;
  return { ...readOne(definition, open, find), ...(tree && { tree }) };
}

/** `true`, or a comparison such as `(is_folder eq true)`; published connectors have both. */
function parentsOf(expression: unknown): DynamicTree['parents'] {
  const text = String(expression ?? 'false').trim();
  const found = /^\(?\s*([\w.\-/]+)\s+(eq|ne)\s+(?:'([^']*)'|(true|false|null|-?\d+(?:\.\d+)?))\s*\)?$/i.exec(text);
  if (!found) return !/^false$/i.test(text);
  const [, path = '', operator, quoted, literal] = found;
  const is: Json = quoted ?? JSON.parse((literal ?? 'null').toLowerCase());
  return { path: path.split(/[./]/), is, not: operator!.toLowerCase() === 'ne' };
}

/** `data/items` in the newer forms, `data.items` in some older ones that are not named so. */
const parts = (path: string | undefined): string[] => (path ?? '').split('/').filter(Boolean);

function argumentOf({ key, value }: Member, find: (reference: string) => string[] | undefined): DynamicArgument[] {
  const path = parts(key);
  if (!isObject(value)) return [{ path, value: json(value) ?? null }];
  const selected = value.text('selectedItemValuePath');
  if (selected !== undefined) return [{ path, selected: parts(selected) }];
  const reference = value.text('parameterReference') ?? value.text('parameter');
  if (reference === undefined) return [{ path, value: json(value.get('value')) ?? null }];
  const required = value.get('required')?.value;
  return [{ path, from: find(reference) ?? parts(reference), ...(typeof required === 'boolean' && { required }) }];
}

/**
 * A parameter by its name; `body/a/b` of the list; the dotted path or the bare name of a property in older definitions.
 */
function findAnswer(answers: string[][], reference: string): string[] | undefined {
  const same = (path: string[]) => (one: string[]) => one.join('\n') === path.join('\n');
  const whole = answers.find(same([reference])) ?? answers.find(same(parts(reference)));
  if (whole) return whole;
  const dotted = reference.split(/[./]/).filter(Boolean);
  return (
    answers.find(same(dotted)) ??
    answers.find((one) => same(dotted)(one.slice(1))) ??
    answers.find((one) => one.at(-1) === reference)
  );
}

const maxPaths = 1000;

/** Every parameter and every property of the body, as `parameters` of the register command names them. */
function answerPaths(definition: Definition, operation: Operation): string[][] {
  const paths: string[][] = [];
  const visit = (written: Node | undefined, path: string[], open: Set<Node>): void => {
    if (paths.length > maxPaths) return;
    paths.push(path);
    const node = definition.resolve(written);
    if (!isObject(node) || open.has(node)) return;
    const inside = new Set(open).add(node);
    for (const part of partsOf(definition, node)) {
      for (const { key, value } of part.get('properties')?.members ?? []) visit(value, [...path, key], inside);
    }
  };
  for (const parameter of parametersOf(definition, operation).parameters) {
    const inBody = parameter.text('in') === 'body';
    const name = parameter.text('name') ?? (inBody ? 'body' : undefined);
    if (name !== undefined) visit(inBody ? parameter.get('schema') : undefined, [name], new Set());
  }
  return paths;
}

function describeOperation(definition: Definition, operation: Operation): OperationDescription {
  const { node, method, path } = operation;
  const { parameters } = parametersOf(definition, operation);
  const body = parameters.find((parameter) => parameter.text('in') === 'body');
  return {
    operationId: operation.operationId!,
    title: node.text('summary') || operation.operationId!,
    method,
    path,
    consumes: strings(node.get('consumes') ?? definition.root.get('consumes')),
    parameters: parameters.flatMap((parameter) => describeParameter(definition, parameter)),
    body: body && describeBody(definition, body),
    policies: policiesOf(definition, operation.operationId),
  };
}
