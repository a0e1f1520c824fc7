import { isIndependent } from '../model/properties';
import type { Icon } from '../model/propertiesFile';
import { say } from '../texts/say';
import type { Rule, RuleDocs } from './rule';

/** Bounds of the width and height of an icon of "approximately 230 × 230 pixels". */
const smallest = 200;
const largest = 260;

export const connectorIcon: Rule = {
  code: 'connector-icon',
  summary: '`icon.png` is not the square PNG of about 230 pixels that certification asks for.',
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
      'Independent publishers send no icon: Microsoft gives their connectors one. Remove icon.png from this folder.',
    );
  if (!size)
    return say('icon.png is not a PNG file, whatever its name says. Certification takes no other format: convert it.');
  const { width, height } = size;
  const isSquare = width === height;
  if (isSquare && width >= smallest && width <= largest) return undefined;
  return say`icon.png has ${width} × ${height} pixels. Certification asks for a square of about 230 × 230, with the logo in the middle 160 × 160.`;
}

export const docs: RuleDocs = {
  why: `Certification asks verified publishers for \`icon.png\`: a square of approximately 230 × 230 pixels with a logo of approximately 160 × 160 on the brand color, not white and not transparent (learn.microsoft.com/connectors/custom-connectors/certification-submission, step 2). Format and size are checked here, from ${smallest} to ${largest} pixels; the picture itself is not. Independent publishers send no icon.`,
  fix: 'Export the icon again as a PNG of 230 × 230 pixels. The finding is in `apiProperties.json`, at `iconBrandColor`, since the icon is no text.',
  incorrect: [{ within: 'bytes', text: 'icon.png: 128 × 64 pixels' }],
  correct: [{ within: 'bytes', text: 'icon.png: 230 × 230 pixels' }],
};
