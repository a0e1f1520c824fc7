import type { Member, Node } from '../documents/tree';
import type { Definition } from '../model/definition';
import { visitInputs } from '../model/inputs';
import type { Operation } from '../model/operation';
import { say } from '../texts/say';
import { type Rule, type RuleDocs, rejectedByCertification } from './rule';

/** Microsoft's validator: RequiredReadOnlyPropertyNotAllowedAsInput. */
export const requiredReadOnly: Rule = {
  code: 'required-read-only',
  summary: 'A request requires a `readOnly` property.',
  severity: rejectedByCertification,
  section: ({ facts }, definition, report) => {
    const reported = new Set<Member>();
    for (const operation of facts.operations) {
      for (const { member, item } of requiredOnes(definition, operation)) {
        if (reported.has(member)) continue;
        reported.add(member);
        report(
          { key: member },
          say`Requests must have "${member.key}", but it is \`readOnly\`, so flow makers cannot fill it in. Remove it from \`required\`, or remove \`readOnly\`.`,
          item && { related: [{ at: { node: item }, message: say('It is required here.') }], repair: { remove: item } },
        );
      }
    }
  },
};

interface RequiredReadOnly {
  member: Member;
  /** Its name in `required` of the schema that holds it. */
  item: Node | undefined;
}

function requiredOnes(definition: Definition, operation: Operation): RequiredReadOnly[] {
  const found: RequiredReadOnly[] = [];
  visitInputs(definition, operation, ({ name, holder, member, schema, required }) => {
    // The rules of callbacks report those that cannot be filled in.
    if (!required || schema.get('readOnly')?.value !== true || schema.member('x-ms-notification-url')) return;
    const item = holder.get('required')?.items.find(({ value }) => value === name);
    found.push({ member, item });
  });
  return found;
}

export const docs: RuleDocs = {
  topic: 'schema',
  why: "A `readOnly` property is not part of requests, so it can't be required in them. Certification rejects this. It often comes from a schema that is shared with responses, where a property can be both `readOnly` and required.",
  fix: 'Remove the name from `required`, as the quick fix does, or use a separate schema for requests.',
  incorrect: [
    {
      within: 'action',
      text: `"parameters": [
  {
    "name": "item",
    "in": "body",
    "schema": {
      "type": "object",
      "required": ["id"],
      "properties": { "id": { "type": "string", "readOnly": true } }
    }
  }
]`,
    },
  ],
  correct: [
    {
      within: 'action',
      text: `"parameters": [
  {
    "name": "item",
    "in": "body",
    "schema": { "type": "object", "properties": { "id": { "type": "string", "readOnly": true } } }
  }
]`,
    },
  ],
};
