import type { Member } from '../documents/tree';
import { type Definition, Memory } from '../model/definition';
import type { Operation } from '../model/operation';
import { setsLocation } from '../model/properties';
import { triggersIn } from '../model/triggers';
import { say } from '../texts/say';
import type { Rule, RuleDocs } from './rule';

const undocumented = new Memory<Member | undefined>();

/** The 201 response of an operation, where it doesn't document the header. */
function withoutLocation(definition: Definition, { node }: Operation): Member | undefined {
  const created = node.get('responses')?.member('201');
  const response = definition.resolve(created?.value);
  if (response?.kind !== 'object') return undefined;
  return response.get('headers')?.members.some(({ key }) => key.toLowerCase() === 'location') ? undefined : created;
}

export const locationUndocumented: Rule = {
  code: 'location-undocumented',
  summary: "The 201 response that creates a webhook doesn't document its `Location` header.",
  severity: 'hint',
  section: (section, definition, report) => {
    for (const { operation, kind } of triggersIn(definition, section)) {
      if (kind !== 'webhook') continue;
      const created = definition.recall(undocumented, operation, () => withoutLocation(definition, operation));
      if (!created || setsLocation(definition.properties, operation.operationId)) continue;
      report(
        { key: created },
        say(
          "This response doesn't document a `Location` header, which tells Power Automate where to delete the webhook. Document the header if the service sends it.",
        ),
      );
    }
  },
};

export const docs: RuleDocs = {
  topic: 'registration',
  why: 'Power Automate deletes the webhook at the address in `Location`. What matters is that the service sends the header; the missing description is a reminder to check that it does.',
  fix: 'The quick fix documents the header. Register the webhook to see whether the service sends it.',
  incorrect: [{ within: 'webhook', text: '"responses": { "201": { "description": "Created" } }' }],
  correct: [
    {
      within: 'webhook',
      text: '"responses": { "201": { "description": "Created", "headers": { "Location": { "type": "string" } } } }',
    },
  ],
};
