import type { Node } from '../documents/tree';
import { isIndependent } from '../model/properties';
import { say } from '../texts/say';
import { type Level, type Report, type Rule, type RuleDocs, rejectedByCertification } from './rule';

export const brandColor: Rule = {
  code: 'brand-color',
  summary: '`iconBrandColor` is missing, is not a color, or is one that certification rejects.',
  severity: rejectedByCertification,
  properties: ({ properties: { document, root } }, report) => {
    const color = root.get('iconBrandColor');
    if (color && color.kind !== 'null') checkColor(color, isIndependent(document.uri), report);
    else if (root.parent?.member('properties')) {
      report(
        { key: root.parent.member('properties')! },
        say('`iconBrandColor` is missing. Add the color behind the icon, such as "#2b579a".'),
        { repair: isIndependent(document.uri) ? { add: 'iconBrandColor', value: independent, to: root } : undefined },
      );
    }
  },
};

/** Colors that certification rejects: white, and the one that the wizard proposes. */
const rejected = ['#ffffff', '#007ee5'];

/** The level of what only certification rejects. */
const certificationError: Level = { custom: 'off', certification: 'error' };

/** The color of every independent publisher's connector. */
const independent = '#da3b01';

function checkColor(node: Node, isIndependentPublisher: boolean, report: Report): void {
  const written = String(node.value);
  const color = written.toLowerCase();
  if (node.kind !== 'string' || !/^#[0-9a-f]{6}$/.test(color)) {
    const meant = node.kind === 'string' ? asColor(color) : undefined;
    report({ node }, say('`iconBrandColor` must be a color of six hexadecimal digits, such as "#2b579a".'), {
      repair: meant === undefined ? undefined : { value: meant },
    });
  } else if (isIndependentPublisher && color !== independent) {
    report(
      { node },
      say`Certification accepts only "${independent}" as the \`iconBrandColor\` of an independent publisher's connector.`,
      { severity: certificationError, repair: { value: independent } },
    );
  } else if (rejected.includes(color)) {
    const why = color === '#ffffff' ? 'white' : say('the default color');
    report(
      { node },
      say`Certification rejects ${why} (${written}) as \`iconBrandColor\`: use the color of your brand.`,
      {
        severity: certificationError,
      },
    );
  }
}

/** `2b579a` and `#abc` as `#2b579a` and `#aabbcc`; undefined for what is no color. */
function asColor(text: string): string | undefined {
  const digits = text.trim().replace(/^(?:#|0x)?/, '');
  if (/^[0-9a-f]{6}$/.test(digits)) return `#${digits}`;
  return /^[0-9a-f]{3}$/.test(digits) ? `#${[...digits].map((digit) => digit + digit).join('')}` : undefined;
}

export const docs: RuleDocs = {
  topic: 'certification',
  source: { learn: [{ page: 'certification-submission' }] },
  why: [
    'Power Automate shows the icon on a background of this color. `paconn` and the schema of the file require it.',
    "Certification rejects `#ffffff`, and `#007ee5`, which is the wizard's default. From independent publishers it accepts only `#da3b01`. A connector counts as an independent publisher's if it is in a folder named `independent-publisher-connectors`.",
  ],
  fix: 'Write the color of your brand as `#` and six hexadecimal digits. Quick fixes complete a color that lacks the `#` or has only three digits, and write the color for independent publishers.',
  incorrect: [
    {
      within: 'apiProperties',
      text: `{ "properties": { "connectionParameters": {}, "iconBrandColor": "blue" } }`,
    },
  ],
  correct: [
    {
      within: 'apiProperties',
      text: `{ "properties": { "connectionParameters": {}, "iconBrandColor": "#2b579a" } }`,
    },
  ],
};
