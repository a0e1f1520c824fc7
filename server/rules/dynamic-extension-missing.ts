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
  summary: 'An older dynamic extension refers into an object, which only the newer one can say exactly.',
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
  why: "`x-ms-dynamic-values` and `x-ms-dynamic-schema` name parameters, not the properties in them, and a `value-path` that ends in `properties` names a part of a schema. Microsoft's validator wants `x-ms-dynamic-list` or `x-ms-dynamic-properties` next to them then (DynamicListExtensionRequiredForNonParameterReferences, DynamicPropertiesExtensionRequiredForNonParameterReferences, DynamicPropertiesExtensionRequiredForPropertiesValuePath).",
  fix: 'Add the newer extension with the same operation, and keep the older one for flows that exist.',
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
