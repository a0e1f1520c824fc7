import type { Member } from '../documents/tree';
import { productIn } from '../model/productNames';
import { allOf, say } from '../texts/say';
import { inCertification, type Report, type Rule, type RuleDocs, valueAt } from './rule';

/** Maximum number of characters in the title of a certified connector. */
const maxLength = 30;
const restrictedWord = /\b(?:api|connector)\b/gi;

/** Microsoft's validator: FieldLengthExceeded, ValueContainsRestrictedWords, ValueMustEndWithAlphanumeric. */
export const connectorTitle: Rule = {
  code: 'connector-title',
  summary:
    "The connector's title is too long, contains a word that certification rejects, or ends with a character that is not allowed.",
  severity: inCertification('error'),
  otherLevels: {
    warning: 'for other Power Platform products, which reviewers reject',
    hint: 'for a last character that is not a letter, a digit or a closing parenthesis',
  },
  applies: ({ root }) => root.member('swagger') !== undefined,
  places: {
    info: ({ node }, report) => {
      const title = node.member('title');
      // Another rule reports one that is missing or empty.
      if (title?.value?.kind !== 'string' || title.value.value === '') return;
      checkTitle(title, String(title.value.value), report);
    },
  },
};

function checkTitle(title: Member, text: string, report: Report): void {
  const at = valueAt(title);
  if (text.length > maxLength)
    report(
      at,
      say`The title has ${text.length} characters, but certification allows at most ${maxLength}. Shorten it.`,
    );
  const words = text.match(restrictedWord);
  if (words)
    report(
      at,
      say`Certification rejects ${allOf(words.map((word) => `"${word}"`))} in a title. Use only the name of the product.`,
      {
        repair: repaired(text, text.replace(restrictedWord, ' ')),
      },
    );
  const product = productIn(text);
  if (product)
    report(
      at,
      say`Certification rejects the name "${product.name}" in a title. Name the product that you connect to.`,
      {
        severity: inCertification(product.isRestricted ? 'error' : 'warning'),
      },
    );
  if (!/[\p{L}\p{N})]$/u.test(text))
    report(at, say('Certification requires that a title ends in a letter or a digit. Remove what comes after it.'), {
      severity: inCertification('hint'),
      repair: repaired(text, text),
    });
}

/** The fix with a new title, unless it would have nothing left. */
function repaired(before: string, after: string): { value: string } | undefined {
  const value = after
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/(?<![^\p{L}\p{N})])[^\p{L}\p{N})]+$/u, '');
  return value === '' || value === before ? undefined : { value };
}

export const docs: RuleDocs = {
  topic: 'certification',
  source: { validator: ['FieldLengthExceeded', 'ValueContainsRestrictedWords', 'ValueMustEndWithAlphanumeric'] },
  why: [
    'Microsoft\'s validator rejects a title that has more than 30 characters, contains the word "API" or "Connector", or names Power Automate, Power Apps or Logic Apps. Microsoft\'s reviewers also reject the names of other Power Platform products.',
    "The title must also end with a letter or a digit. A closing parenthesis is accepted, since independent publishers' titles end with `(Independent Publisher)`.",
  ],
  fix: 'Name the product or the organization that flow makers connect to. The quick fix removes a word or a character that is not allowed.',
  incorrect: [
    { within: 'root', text: '"info": { "title": "Order Desk API Connector", "version": "1.0" }' },
    {
      within: 'root',
      level: inCertification('warning'),
      text: '"info": { "title": "Orders for Power BI", "version": "1.0" }',
    },
    { within: 'root', level: inCertification('hint'), text: '"info": { "title": "Order Desk!", "version": "1.0" }' },
  ],
  correct: [
    { within: 'root', text: '"info": { "title": "Order Desk", "version": "1.0" }' },
    { within: 'root', text: '"info": { "title": "Desk (Independent Publisher)", "version": "1.0" }' },
  ],
};
