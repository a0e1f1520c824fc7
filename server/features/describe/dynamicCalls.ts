import { isObject, type Member, type Node } from '../../documents/tree';
import type { Definition } from '../../model/definition';
import type { Operation } from '../../model/operation';
import { parametersOf } from '../../model/triggers';
import type { DynamicArgument, DynamicCall, OperationDescription } from '../../protocol/triggers';
import { say } from '../../texts/say';
import { json, strings } from './json';
import { describeBody, describeParameter, partsOf } from './parameters';
import { policiesOf } from './policies';

/** Finds an answer by the reference of an argument; returns property names, as `parameters` of the register command has them. */
export type FindAnswer = (reference: string) => string[] | undefined;

/** Looks for answers among the parameters of an operation, which are read when they are first needed. */
export function answerFinder(definition: Definition, operation: Operation): FindAnswer {
  let answers: string[][] | undefined;
  return (reference) => {
    answers ??= answerPaths(definition, operation);
    return findAnswer(answers, reference);
  };
}

/** The operation that an `x-ms-dynamic-*` extension names, and the arguments of its call. */
export function readCall(definition: Definition, extension: Node, find: FindAnswer): DynamicCall {
  const called = (extension.get('parameters')?.members ?? []).flatMap((member) => argumentOf(member, find));
  const id = extension.text('operationId');
  if (id === undefined) {
    const capability = extension.text('capability');
    return { arguments: called, problem: capability ? say`capability ${capability}` : say('no operationId') };
  }
  const found = definition.operationsById(id)[0];
  return found
    ? { arguments: called, operation: describeOperation(definition, found) }
    : { arguments: called, problem: say`no operation ${id}` };
}

/** `data/items` in the newer forms, `data.items` in some older ones that are not named so. */
export const parts = (path: string | undefined): string[] => (path ?? '').split('/').filter(Boolean);

function argumentOf({ key, value }: Member, find: FindAnswer): DynamicArgument[] {
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
