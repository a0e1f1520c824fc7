import type { Member, Node } from '../documents/tree';
import type { Place } from '../model/walk';
import { say } from '../texts/say';
import { inCertification, type Report, type Rule, type RuleDocs } from './rule';

/** The newer extension that each of the older ones needs next to it. */
const newer: Record<string, string> = {
  'x-ms-dynamic-values': 'x-ms-dynamic-list',
  'x-ms-dynamic-schema': 'x-ms-dynamic-properties',
};

/** Microsoft's validator: DynamicListExtensionRequiredForNonParameterReferences, DynamicPropertiesExtensionRequiredFor…. */
export const dynamicExtensionMissing: Rule = {
  code: 'dynamic-extension-missing',
  summary:
    'An older dynamic extension refers to a property in an object, which only the newer extension can do exactly.',
  severity: inCertification('warning'),
  keys: { 'x-ms-dynamic-values': check, 'x-ms-dynamic-schema': check },
};

function check(member: Member, { node }: Place, report: Report): void {
  const wanted = newer[member.key]!;
  if (member.value?.kind !== 'object' || node.member(wanted)) return;
  const leadsToProperties = /(?:^|\/)properties$/.test(member.value.text('value-path') ?? '');
  if (
    argumentsOf(member.value).some((path) => path.includes('/')) ||
    (wanted.endsWith('properties') && leadsToProperties)
  )
    report(
      { key: member },
      say`Certification requires \`${wanted}\` next to this, because it refers to a property within an object. Add it.`,
    );
}

/** The parameters that an extension names, of the called operation and of the one around it. */
function argumentsOf(extension: Node): string[] {
  return (extension.get('parameters')?.members ?? []).flatMap(({ key, value }) => {
    const source = value?.kind === 'object' ? value.text('parameter') : undefined;
    return source === undefined ? [key] : [key, source];
  });
}

export const docs: RuleDocs = {
  topic: 'extension',
  source: {
    validator: [
      'DynamicListExtensionRequiredForNonParameterReferences',
      'DynamicPropertiesExtensionRequiredForNonParameterReferences',
      'DynamicPropertiesExtensionRequiredForPropertiesValuePath',
    ],
  },
  why: "`x-ms-dynamic-values` and `x-ms-dynamic-schema` can refer to parameters, but not to properties in them. If they refer to a property, or if a `value-path` ends in `properties` and so names part of a schema, Microsoft's validator requires `x-ms-dynamic-list` or `x-ms-dynamic-properties` next to them.",
  fix: 'Add the newer extension with the same operation, and keep the older one for existing flows.',
  incorrect: [
    {
      within: 'parameterMembers',
      text: `"x-ms-dynamic-values": {
  "operationId": "GetLists",
  "parameters": { "site": { "parameter": "body/site" } },
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
