import type { Member, Node } from '../documents/tree';
import { nearest } from '../model/vocabulary';
import type { Place } from '../model/walk';
import { say } from '../texts/say';
import { inCertification, type Report, type Rule, type RuleDocs, valueAt } from './rule';

const required = ['Website', 'Privacy policy', 'Categories'];
/** The categories of certification-submission, step 3b. */
const categories = [
  'AI',
  'Business Management',
  'Business Intelligence',
  'Collaboration',
  'Commerce',
  'Communication',
  'Content and Files',
  'Finance',
  'Data',
  'Human Resources',
  'Internet of Things',
  'IT Operations',
  'Lifestyle and Entertainment',
  'Marketing',
  'Productivity',
  'Sales and CRM',
  'Security',
  'Social Media',
  'Website',
];
const maxCategories = 2;
const absoluteUrl = /^https?:\/\/[^\s/]\S*$/i;

/** Microsoft's validator: ConnectorMetadataPropertiesMissing, InvalidConnectorCategory, TooManyConnectorCategories. */
export const connectorMetadata: Rule = {
  code: 'connector-metadata',
  summary: '`x-ms-connector-metadata` is missing or incomplete, or has an unknown category or an invalid address.',
  severity: inCertification('error'),
  otherLevels: {
    warning: 'for an unknown category, and for an address that is not an absolute URL',
    hint: 'for a name with different capitalization, such as `Privacy Policy`',
  },
  applies: ({ root }) => root.member('swagger') !== undefined,
  places: { root: checkPresence },
  keys: { 'x-ms-connector-metadata': checkMetadata },
};

function checkPresence({ node }: Place, report: Report): void {
  const metadata = node.member('x-ms-connector-metadata');
  if (metadata || node.piece.problems.length > 0) return;
  const head = node.member('info') ?? node.members[0];
  if (head)
    report(
      { key: head },
      say(
        'Certification requires `x-ms-connector-metadata` at the top level, with `Website`, `Privacy policy` and `Categories`.',
      ),
    );
}

function checkMetadata(member: Member, { role }: Place, report: Report): void {
  // Another rule reports it elsewhere, where it is not read.
  if (role !== 'root' || !member.value || member.piece.problems.length > 0) return;
  if (member.value.kind !== 'array') {
    report(
      { key: member },
      say('`x-ms-connector-metadata` must be a list of objects with `propertyName` and `propertyValue`.'),
    );
    return;
  }
  const found = new Map<string, Node>();
  for (const item of member.value.items) {
    const name = item.kind === 'object' ? item.text('propertyName') : undefined;
    if (name !== undefined) found.set(name.toLowerCase(), item);
  }
  const missing = required.filter((name) => !found.has(name.toLowerCase()));
  if (missing.length > 0)
    report({ key: member }, say`Certification requires ${listed(missing)} in this list, for your connector's page.`, {
      subject: missing.join(';'),
    });
  for (const name of required) {
    const item = found.get(name.toLowerCase());
    if (item) checkItem(name, item, report);
  }
}

/** `` `A`, `B` and `C` ``. */
function listed(names: string[]): string {
  const quoted = names.map((name) => `\`${name}\``);
  return quoted.length < 2 ? quoted.join('') : say`${quoted.slice(0, -1).join(', ')} and ${quoted.at(-1)}`;
}

function checkItem(name: string, item: Node, report: Report): void {
  const written = item.member('propertyName')!;
  if (written.value!.value !== name)
    report(valueAt(written), say`Write "${name}": Microsoft asks not to change this name.`, {
      severity: inCertification('hint'),
      repair: { value: name },
    });
  const value = item.member('propertyValue');
  if (value && name === 'Categories') checkCategories(value, report);
  else if (value) checkAddress(name, value, report);
}

function checkAddress(name: string, member: Member, report: Report): void {
  const written = String(member.value?.value ?? '').trim();
  if (absoluteUrl.test(String(member.value?.value ?? ''))) return;
  const encoded = written.replace(/\s/g, '%20');
  const repair = absoluteUrl.test(encoded) ? { value: encoded } : undefined;
  const message =
    repair && encoded !== written
      ? say`The URL of the ${name.toLowerCase()} contains a space. Write \`%20\` instead.`
      : repair
        ? say`The URL of the ${name.toLowerCase()} begins or ends with a space. Remove it.`
        : say`The ${name.toLowerCase()} must be an absolute URL such as \`https://example.com\`.`;
  report(valueAt(member), message, { severity: inCertification('warning'), repair });
}

function checkCategories(member: Member, report: Report): void {
  if (member.value?.kind !== 'string') return;
  const written = parts(String(member.value.value), ';');
  const unknown = written.filter((part) => !categories.includes(part));
  if (unknown.length > 0 || written.length === 0)
    report(valueAt(member), messageForCategories(written, unknown), {
      severity: inCertification('warning'),
      repair: nearestCategories(String(member.value.value)),
    });
  if (written.length > maxCategories)
    report(
      valueAt(member),
      say`Certification allows at most ${maxCategories} categories, but these are ${written.length}. Keep the two that fit best.`,
    );
}

function messageForCategories(written: string[], unknown: string[]): string {
  const inCase = (part: string): string | undefined =>
    categories.find((category) => category.toLowerCase() === part.toLowerCase());
  if (unknown.length > 0 && unknown.every(inCase))
    return say`Categories are case-sensitive. Write "${written.map(inCase).join(';')}".`;
  const cause =
    unknown.length === 0
      ? say('A category is missing.')
      : unknown.length > 1
        ? say`"${unknown.join('", "')}" are not categories of Microsoft.`
        : say`"${unknown[0]}" is not one of Microsoft's categories.`;
  return say`${cause} Use one or two of these, separated by \`;\`: ${categories.join(', ')}.`;
}

/** The same categories in Microsoft's spelling; undefined where one of them is unlike all of Microsoft's. */
function nearestCategories(text: string): { value: string } | undefined {
  const meant = parts(text, /[;,|/]/).map((part) => nearest(part, categories, part.length > 4 ? 2 : 0));
  return meant.length === 0 || meant.includes(undefined) ? undefined : { value: meant.join(';') };
}

const parts = (text: string, separator: string | RegExp): string[] =>
  text
    .split(separator)
    .map((part) => part.trim())
    .filter((part) => part !== '');

export const docs: RuleDocs = {
  topic: 'certification',
  source: {
    validator: [
      'RequiredPropertyMissing',
      'ConnectorMetadataPropertiesMissing',
      'TooManyConnectorCategories',
      'InvalidConnectorCategory',
    ],
  },
  why: [
    "Microsoft's validator rejects a connector without `x-ms-connector-metadata`, one without `Website`, `Privacy policy` or `Categories` in it, and one with more than two categories. Many published connectors have names with different capitalization, such as `Privacy Policy`.",
    "A category must be one of the 19 that Microsoft lists, in Microsoft's spelling. Separate two categories with `;`. `Website` and `Privacy policy` are shown as links.",
  ],
  fix: "Fill in all three. The quick fixes insert a template, or change names and categories to Microsoft's spelling.",
  incorrect: [
    {
      within: 'root',
      text: '"x-ms-connector-metadata": [{ "propertyName": "Website", "propertyValue": "https://example.com" }]',
    },
    {
      within: 'root',
      level: inCertification('warning'),
      text: `"x-ms-connector-metadata": [
  { "propertyName": "Website", "propertyValue": "https://example.com" },
  { "propertyName": "Privacy policy", "propertyValue": "https://example.com/privacy" },
  { "propertyName": "Categories", "propertyValue": "Social media" }
]`,
    },
    {
      within: 'root',
      level: inCertification('hint'),
      text: `"x-ms-connector-metadata": [
  { "propertyName": "Website", "propertyValue": "https://example.com" },
  { "propertyName": "Privacy Policy", "propertyValue": "https://example.com/privacy" },
  { "propertyName": "Categories", "propertyValue": "Social Media" }
]`,
    },
  ],
  correct: [
    {
      within: 'root',
      text: `"x-ms-connector-metadata": [
  { "propertyName": "Website", "propertyValue": "https://example.com" },
  { "propertyName": "Privacy policy", "propertyValue": "https://example.com/privacy" },
  { "propertyName": "Categories", "propertyValue": "Marketing;Social Media" }
]`,
    },
  ],
};
