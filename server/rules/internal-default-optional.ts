import type { Member } from '../documents/tree';
import { Collection, type Definition } from '../model/definition';
import { type HeldProperty, visitInputs } from '../model/inputs';
import type { Operation } from '../model/operation';
import { isInternal } from '../model/schemas';
import { allOf, say } from '../texts/say';
import type { Level } from './rule';
import { nameAt, type Report, type Rule, type RuleDocs, rejectedByCertification } from './rule';

/** Microsoft's validator: PropertyMustBeRequired, InternalPropertyWithDefaultOptional. */
export const internalDefaultOptional: Rule = {
  code: 'internal-default-optional',
  summary: 'An internal property or parameter has a default but is optional.',
  severity: rejectedByCertification,
  otherLevels: {
    hint: 'for a parameter, and for a property that is required in an optional object, in the profile *custom*',
    warning: 'for both of these in *certification*',
  },
  places: {
    parameter: ({ node }, report) => {
      if (!isInternal(node) || !node.member('default') || node.get('required')?.value === true) return;
      report(
        nameAt(node),
        say`"${node.text('name')}" is internal and optional, so Power Automate may leave out its default. Set \`required: true\` if the service needs it.`,
        { severity: mayBeIntended, repair: { add: 'required', value: true, to: node } },
      );
    },
  },
  definition: checkBodies,
};

/** "If this is intended, it may be left as is" (Microsoft's validator). */
const mayBeIntended: Level = { custom: 'hint', certification: 'warning' };

/** An internal property with a default, where it or an object around it is optional. */
interface OptionalDefault {
  member: Member;
  /** It is not in `required` of its own object. */
  own: boolean;
  /** What must be added to `required`, from outside in. */
  missing: HeldProperty[];
}

const inBodies = new Collection<OptionalDefault>(({ facts }, definition) =>
  facts.operations.flatMap((operation) => optionalDefaults(definition, operation)),
);

function checkBodies(definition: Definition, report: Report): void {
  const reported = new Set<Member>();
  const weak = new Map<Member, OptionalDefault>();
  for (const one of definition.collect(inBodies)) {
    if (!one.own) weak.set(one.member, one);
    else if (!reported.has(one.member)) {
      reported.add(one.member);
      report(
        { key: one.member },
        say`"${one.member.key}" is internal and has a default, but Power Automate ignores internal properties that are optional. List it in \`required\`.`,
        { repair: { require: one.missing } },
      );
    }
  }
  for (const one of weak.values()) if (!reported.has(one.member)) reportAround(one, report);
}

function reportAround({ member, missing }: OptionalDefault, report: Report): void {
  const names = allOf(missing.map(({ name }) => `"${name}"`));
  report(
    { key: member },
    say`"${member.key}" is internal and has a default, which is sent only if ${names} is. List ${names} in \`required\` if the service needs it.`,
    { severity: mayBeIntended, repair: { require: missing } },
  );
}

function optionalDefaults(definition: Definition, operation: Operation): OptionalDefault[] {
  const found: OptionalDefault[] = [];
  visitInputs(definition, operation, ({ name, holder, member, schema, internal, required, optional }) => {
    const hasDefault = schema.member('default') !== undefined && !schema.member('x-ms-notification-url');
    if (!internal || !hasDefault || schema.get('readOnly')?.value === true) return;
    if (!required) found.push({ member, own: true, missing: [...optional, { name, holder }] });
    else if (optional.length > 0) found.push({ member, own: false, missing: optional });
  });
  return found;
}

export const docs: RuleDocs = {
  topic: 'extension',
  source: { validator: ['PropertyMustBeRequired'] },
  why: "Flow makers don't see internal properties and parameters, so the default is the only value that they can have. But only required properties are sure to be in a request: according to Microsoft's validator, optional internal properties are ignored, and certification rejects them. A parameter, or a property that is required in an optional object, may be left out on purpose, so the validator only gives a warning for these. Everything in an internal object counts as internal, too.",
  fix: "List the property in `required` of its object, and each object around it in `required` of its parent, as the quick fix does. For a parameter, add `required: true`. If the value isn't needed, remove the property.",
  incorrect: [
    {
      within: 'body',
      text: `"required": ["url"],
"properties": {
  "url": { "type": "string", "x-ms-notification-url": true, "x-ms-visibility": "internal" },
  "event": { "type": "string", "default": "push", "x-ms-visibility": "internal" }
}`,
    },
    {
      within: 'parameter',
      level: mayBeIntended,
      text: '{ "name": "version", "in": "query", "type": "string", "x-ms-visibility": "internal", "default": "2" }',
    },
  ],
  correct: [
    {
      within: 'body',
      text: `"required": ["url", "event"],
"properties": {
  "url": { "type": "string", "x-ms-notification-url": true, "x-ms-visibility": "internal" },
  "event": { "type": "string", "default": "push", "x-ms-visibility": "internal" }
}`,
    },
    {
      within: 'parameter',
      text: '{ "name": "version", "in": "query", "type": "string", "required": true, "x-ms-visibility": "internal", "default": "2" }',
    },
  ],
};
