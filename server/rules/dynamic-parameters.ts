import type { Node } from '../documents/tree';
import { type Definition, Memory } from '../model/definition';
import type { Operation } from '../model/operation';
import { parametersOf } from '../model/triggers';
import { nearest } from '../model/vocabulary';
import { say } from '../texts/say';
import { type Report, type Rule, type RuleDocs, valueAt } from './rule';
import { whereAllIsRead } from './whereAllIsRead';

/** Maximum number of edits between a mistyped name and the one that was meant. */
const maxEdits = 2;

export const dynamicParameters: Rule = {
  code: 'dynamic-parameters',
  summary: "The arguments of an `x-ms-dynamic-*` extension don't match the parameters of the operation that it calls.",
  severity: 'warning',
  section: ({ facts }, definition, report) => {
    const reportRead = whereAllIsRead(report);
    for (const { id, member } of facts.dynamicOperations) {
      const called = definition.operationNamed(id);
      const holder = member.value?.parent;
      if (!called || !holder) continue;
      checkArguments(definition, called, holder, reportRead);
      if (holder.member('parameters')) checkSources(definition, ownerOf(holder, facts.operations), holder, reportRead);
    }
  },
};

/** Checks that each argument is a parameter of the called operation, and that every required parameter gets one. */
function checkArguments(definition: Definition, called: Operation, holder: Node, report: Report): void {
  const { names, parameters, open } = namesOf(definition, called);
  const given = new Set<string>();
  for (const member of holder.get('parameters')?.members ?? []) {
    const name = member.key.split('/')[0]!;
    given.add(name);
    if (open || names.has(name) || names.has(member.key)) continue;
    const near = nearest(member.key, names, maxEdits);
    report(
      { key: member },
      say`${called.operationId} has no parameter "${member.key}".${near ? say` Did you mean "${near}"?` : ''}`,
      {
        related: [{ at: { key: called.member }, message: say('The operation that is called.') }],
        repair: near === undefined ? undefined : { key: near },
      },
    );
  }
  for (const parameter of parameters) {
    const name = parameter.text('name');
    if (name === undefined || given.has(name) || parameter.get('required')?.value !== true) continue;
    if (parameter.text('in') === 'body' || parameter.member('default')) continue;
    report(
      valueAt(holder.member('operationId')!),
      say`${called.operationId} requires "${name}". Pass it in \`parameters\`, or give it a default.`,
      {
        related: [{ at: { key: called.member }, message: say('The operation that is called.') }],
      },
    );
  }
}

/** Checks that each argument takes its value from a parameter of the surrounding operation. */
function checkSources(definition: Definition, owner: Operation | undefined, holder: Node, report: Report): void {
  if (!owner) return;
  const { names, open } = namesOf(definition, owner);
  if (open) return;
  for (const { value } of holder.get('parameters')?.members ?? []) {
    // The newer `parameterReference` is a path into bodies as well.
    const source = value?.kind === 'object' ? value.member('parameter') : undefined;
    const name = source?.value?.kind === 'string' ? String(source.value.value) : undefined;
    if (!source || name === undefined || names.has(name)) continue;
    const near = nearest(name, names, maxEdits);
    report(
      valueAt(source),
      say`This operation has no parameter "${name}".${near ? say` Did you mean "${near}"?` : ''}`,
      {
        repair: near === undefined ? undefined : { value: near },
      },
    );
  }
}

interface Names {
  names: Set<string>;
  parameters: Node[];
  /** There may be other names: in a body, or behind an unresolved reference. */
  open: boolean;
}

const namesByOperation = new Memory<Names>();

function namesOf(definition: Definition, operation: Operation): Names {
  return definition.recall(namesByOperation, operation, () => {
    const { parameters, unresolved } = parametersOf(definition, operation);
    const open = unresolved || parameters.some((parameter) => parameter.text('in') === 'body');
    return { names: new Set(parameters.flatMap((parameter) => parameter.text('name') ?? [])), parameters, open };
  });
}

function ownerOf(node: Node, operations: Operation[]): Operation | undefined {
  let at: Node | undefined = node;
  for (let steps = 0; at && steps < 100; steps++) {
    const here = at;
    const owner = operations.find((operation) => operation.node === here);
    if (owner) return owner;
    at = at.parent;
  }
  return undefined;
}

export const docs: RuleDocs = {
  topic: 'extension',
  why: "The call fails, and flow makers see an error instead of a list of values. If the operation has a body, arguments may be paths into the body, so unknown arguments aren't reported.",
  fix: 'Correct the name; the quick fix offers the most similar one. A required parameter of the called operation needs an argument or a default.',
  incorrect: [
    {
      within: 'parameterMembers',
      text: `"x-ms-dynamic-values": {
  "operationId": "GetLists",
  "parameters": { "sight": { "parameter": "site" } },
  "value-collection": "lists",
  "value-path": "id"
}`,
    },
  ],
  correct: [
    {
      within: 'parameterMembers',
      text: `"x-ms-dynamic-values": {
  "operationId": "GetLists",
  "parameters": { "site": { "parameter": "site" } },
  "value-collection": "lists",
  "value-path": "id"
}`,
    },
  ],
};
