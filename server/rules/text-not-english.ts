import type { Place } from '../model/walk';
import { say } from '../texts/say';
import { inCertification, type Report, type Rule, type RuleDocs, valueAt } from './rule';

/** Microsoft's validator: ValueMustBeInEnglish. */
export const textNotEnglish: Rule = {
  code: 'text-not-english',
  summary: "A text of the connector or an operation has letters that English doesn't have.",
  severity: inCertification('warning'),
  places: {
    info: (place, report) => checkTexts(place, ['title', 'description'], report),
    operation: (place, report) => checkTexts(place, ['summary', 'description'], report),
  },
};

/** Letters beyond ASCII; quotation marks and dashes of typographers are common in published connectors. */
const beyondAscii = /[^\x00-\x7f]/;
const foreignLetter = /(?![a-z])\p{L}/iu;

function checkTexts({ node }: Place, keys: string[], report: Report): void {
  for (const key of keys) {
    const text = node.text(key);
    // Nearly all texts are ASCII, which is quick to see.
    if (text === undefined || !beyondAscii.test(text)) continue;
    const letter = foreignLetter.exec(text)?.[0];
    if (letter !== undefined)
      report(
        valueAt(node.member(key)!),
        say`Certification requires English text, and rejects letters such as "${letter}". Write this text in English.`,
      );
  }
}

export const docs: RuleDocs = {
  topic: 'certification',
  source: { validator: ['ValueMustBeInEnglish'] },
  why: "Microsoft translates connectors from English. Its validator rejects texts with letters that English doesn't have. Which texts it checks is not documented, so this is a warning, for the titles, summaries and descriptions of the connector and its operations.",
  fix: 'Translate the text, or write a name without accents.',
  incorrect: [{ within: 'action', text: '"summary": "Bestellung ändern"' }],
  correct: [{ within: 'action', text: '"summary": "Change the customer’s order"' }],
};
