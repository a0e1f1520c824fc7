import type { Node } from '../documents/tree';
import { say } from '../texts/say';
import { inCertification, type Report, type Rule, type RuleDocs } from './rule';

/** Microsoft's validator: ResponseExampleMustBeProducedByOperation. */
export const responseExample: Rule = {
  code: 'response-example',
  summary: "An example of a response has a media type that the operation doesn't produce.",
  severity: inCertification('warning'),
  section: ({ facts }, definition, report) => {
    const inherited = definition.root.get('produces');
    for (const { node } of facts.operations) {
      for (const { value } of node.get('responses')?.members ?? []) {
        // Responses that operations share belong to all of them, and are left out.
        const examples = value?.get('examples');
        if (examples) checkExamples(examples, textsIn(node.get('produces') ?? inherited), report);
      }
    }
  },
};

function checkExamples({ members }: Node, types: string[], report: Report): void {
  const instead = types.length > 0 ? say`It produces ${types.join(', ')}.` : say('It has no `produces`.');
  for (const member of members) {
    if (member.key.startsWith('x-') || types.includes(member.key.toLowerCase())) continue;
    report({ key: member }, say`This operation does not produce ${member.key}, so it has no such example. ${instead}`);
  }
}

const textsIn = (list: Node | undefined): string[] =>
  (list?.items ?? []).map(({ value }) => String(value).toLowerCase());

export const docs: RuleDocs = {
  topic: 'operation',
  source: { validator: ['ResponseExampleMustBeProducedByOperation'] },
  why: "The keys of `examples` are media types. Microsoft's validator rejects one that is not in `produces` of the operation or of the definition.",
  fix: 'Add the media type to `produces`, or correct the key.',
  incorrect: [
    {
      within: 'action',
      text: `"produces": ["text/plain"],
"responses": { "200": { "description": "OK", "examples": { "application/json": { "id": 1 } } } }`,
    },
  ],
  correct: [
    {
      within: 'action',
      text: `"produces": ["application/json"],
"responses": { "200": { "description": "OK", "examples": { "application/json": { "id": 1 } } } }`,
    },
  ],
};
