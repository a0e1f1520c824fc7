import { isIndependent } from '../model/properties';
import type { Icon } from '../model/propertiesFile';
import { say } from '../texts/say';
import type { Rule, RuleDocs } from './rule';

/** Bounds of the width and height of an icon of "approximately 230 × 230 pixels". */
const smallest = 200;
const largest = 260;

export const connectorIcon: Rule = {
  code: 'connector-icon',
  summary: '`icon.png` is not a square PNG of about 230 × 230 pixels, which certification asks for.',
  severity: { custom: 'off', certification: 'warning' },
  properties: ({ properties: { document, root }, icon }, report) => {
    const at = root.member('iconBrandColor') ?? root.parent?.member('properties');
    const problem = icon && problemOf(icon, isIndependent(document.uri));
    if (at && problem) report({ key: at }, problem);
  },
};

function problemOf({ size }: Icon, isIndependentPublisher: boolean): string | undefined {
  if (isIndependentPublisher)
    return say(
      "Independent publishers don't submit an icon: Microsoft provides one. Remove icon.png from this folder.",
    );
  if (!size)
    return say('icon.png is not a PNG file, despite its name. Certification accepts no other format: convert it.');
  const { width, height } = size;
  const isSquare = width === height;
  if (isSquare && width >= smallest && width <= largest) return undefined;
  return say`icon.png has ${width} × ${height} pixels. Certification asks for a square of about 230 × 230, with a logo of about 160 × 160 in the middle.`;
}

export const docs: RuleDocs = {
  topic: 'certification',
  source: { learn: [{ page: 'certification-submission', place: 'step 2' }] },
  why: `Certification asks verified publishers for an \`icon.png\`: a square of approximately 230 × 230 pixels, with a logo of approximately 160 × 160 pixels on the brand color, neither white nor transparent. This rule checks only the format and the size, which must be from ${smallest} to ${largest} pixels. Independent publishers do not submit an icon.`,
  fix: 'Export the icon as a PNG of 230 × 230 pixels. The finding is shown at `iconBrandColor` in `apiProperties.json`, since the icon is not a text file.',
  incorrect: [{ within: 'bytes', text: 'icon.png: 128 × 64 pixels' }],
  correct: [{ within: 'bytes', text: 'icon.png: 230 × 230 pixels' }],
};
