import type { Node } from '../documents/tree';
import { Collection, type Definition, Listing } from '../model/definition';
import type { Operation } from '../model/operation';
import { parametersOf } from '../model/triggers';
import { say } from '../texts/say';
import { inCertification, type Rule, type RuleDocs } from './rule';

/** Microsoft's validator: ConsumesMissing. */
export const consumesMissing: Rule = {
  code: 'consumes-missing',
  summary: 'An operation sends a body or form data, but no `consumes` gives its media type.',
  severity: inCertification('hint'),
  definition: (definition, report) => {
    // Once in a file: one list at the top level is enough for nearly all.
    const [first, ...others] = withoutConsumes(definition);
    if (!first) return;
    // An empty list names nothing, and is where the media type belongs.
    const place = definition.root.member('consumes') ?? definition.root.member('swagger');
    if (place && !namesAny(definition)) {
      report(
        { key: place },
        say(
          'Certification asks for `consumes`, the media type of what operations send. Add it at the top level; it is usually `application/json`.',
        ),
      );
      return;
    }
    report({ key: first.operation.member }, messageFor(others.length));
  },
};

/** True when the definition or one of its operations names what it sends: otherwise the file as a whole lacks it. */
const namesAny = (definition: Definition): boolean => isNamed(definition.root) || definition.collect(naming).length > 0;

const isNamed = (holder: Node): boolean => (holder.get('consumes')?.items.length ?? 0) > 0;

/** True for each section of which an operation names what it sends. */
const naming = new Listing<true>(({ facts }) => (facts.operations.some(({ node }) => isNamed(node)) ? [true] : []));

/** An operation that sends a body or form data of an unknown media type. */
export interface WithoutConsumes {
  operation: Operation;
  content: 'body' | 'formData';
}

export function withoutConsumes(definition: Definition): readonly WithoutConsumes[] {
  const all = definition.collect(unnamed);
  return isNamed(definition.root) ? all.filter(({ operation }) => operation.node.member('consumes')) : all;
}

const unnamed = new Collection<WithoutConsumes>(({ facts }, definition) =>
  facts.operations.flatMap((operation) => withoutOwn(definition, operation)),
);

/** An operation that sends something, where it does not say itself of which media type. */
function withoutOwn(definition: Definition, operation: Operation): WithoutConsumes[] {
  if (isNamed(operation.node)) return [];
  const { parameters } = parametersOf(definition, operation);
  const content = parameters.map((parameter) => parameter.text('in')).find((at) => at === 'body' || at === 'formData');
  return content === 'body' || content === 'formData' ? [{ operation, content }] : [];
}

/** @param others the number of other operations without the media type */
function messageFor(others: number): string {
  if (others === 0)
    return say(
      'Certification asks for `consumes`, the media type of what an operation sends: usually `application/json`. This one has none.',
    );
  return others === 1
    ? say(
        'Certification asks for `consumes`, the media type of what an operation sends: usually `application/json`. This one and 1 other of this definition have none.',
      )
    : say`Certification asks for \`consumes\`, the media type of what an operation sends: usually \`application/json\`. This one and ${others} others of this definition have none.`;
}

export const docs: RuleDocs = {
  topic: 'operation',
  source: { validator: ['ConsumesMissing'] },
  why: "Microsoft's validator gives a warning if an operation has a body or form data, and neither the operation nor the definition has `consumes`. Power Automate then sends JSON. This is reported once per file.",
  fix: 'The quick fix adds `application/json` at the top level, and `multipart/form-data` to the operations that send form data.',
  incorrect: [
    {
      within: 'action',
      text: '"parameters": [{ "name": "item", "in": "body", "required": true, "schema": { "type": "object" } }]',
    },
  ],
  correct: [
    {
      within: 'action',
      text: `"consumes": ["application/json"],
"parameters": [{ "name": "item", "in": "body", "required": true, "schema": { "type": "object" } }]`,
    },
  ],
};
