import type { Node } from '../documents/tree';
import type { Definition } from '../model/definition';
import type { Operation } from '../model/operation';
import { parametersOf } from '../model/triggers';
import { say } from '../texts/say';
import type { Report, Rule, RuleDocs } from './rule';

/** The item in the list of this operation or of its path that is the parameter, or a `$ref` to it. */
function ownItem(definition: Definition, operation: Operation, parameter: Node): Node | undefined {
  const lists = [operation.node.get('parameters'), operation.pathItem.get('parameters')];
  for (const list of lists) {
    const item = list?.items.find((written) => definition.resolve(written) === parameter);
    if (item) return item;
  }
  return undefined;
}

function templateOf(path: string): Set<string> {
  if (!path.includes('{')) return noNames;
  return new Set([...path.matchAll(/\{([^{}]+)\}/g)].map((match) => match[1]!));
}

const noNames = new Set<string>();

type Reported = Parameters<Report>;

/** The names in the path that are not declared, and the path parameters that the path doesn't have. */
function differencesOf(definition: Definition, operation: Operation): Reported[] {
  const reported: Reported[] = [];
  const template = templateOf(operation.path);
  const { parameters, unresolved } = parametersOf(definition, operation);
  const declared = new Map<string, Node>();
  for (const parameter of parameters) {
    const name = parameter.text('name');
    if (parameter.text('in') === 'path' && name !== undefined) declared.set(name, parameter);
  }
  const related = [{ at: { key: operation.pathMember }, message: say('The path.') }];
  for (const name of template) {
    // Where the text has a syntax error, the parameter may be there but unreadable.
    if (declared.has(name) || unresolved || operation.node.piece.problems.length > 0) continue;
    const message = say`The path has {${name}}, but no parameter fills it in. Declare one with \`in: path\`.`;
    reported.push([{ key: operation.member }, message, { related, subject: name }]);
  }
  for (const [name, parameter] of declared) {
    if (template.has(name)) continue;
    const written = ownItem(definition, operation, parameter);
    const at = written ? { node: written.get('name') ?? written } : { key: operation.member };
    reported.push([
      at,
      say`The path doesn't have {${name}}, so this parameter is never sent. Add it to the path, or remove the parameter.`,
      { related, subject: name },
    ]);
  }
  return reported;
}

export const pathParameters: Rule = {
  code: 'path-parameters',
  summary: "The `{names}` in a path don't match the declared path parameters.",
  severity: 'error',
  section: ({ facts }, definition, report) => {
    for (const operation of facts.operations) {
      for (const finding of differencesOf(definition, operation)) report(...finding);
    }
  },
};

export const docs: RuleDocs = {
  topic: 'schema',
  why: "A name without a parameter can't be filled in, and a parameter that isn't in the path is never sent.",
  fix: "Declare a parameter for every `{name}`, on the operation or on its path, and remove the parameters that the path doesn't have.",
  incorrect: [
    {
      within: 'paths',
      text: `"/repos/{owner}": {
  "get": {
    "operationId": "ListRepos",
    "parameters": [{ "name": "org", "in": "path", "required": true, "type": "string" }],
    "responses": { "200": { "description": "OK" } }
  }
}`,
    },
  ],
  correct: [
    {
      within: 'paths',
      text: `"/repos/{owner}": {
  "get": {
    "operationId": "ListRepos",
    "parameters": [{ "name": "owner", "in": "path", "required": true, "type": "string" }],
    "responses": { "200": { "description": "OK" } }
  }
}`,
    },
  ],
};
