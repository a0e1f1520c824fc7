import { hasSyntaxError } from '../documents/tree';
import { productIn } from '../model/productNames';
import { say } from '../texts/say';
import { inCertification, type Rule, type RuleDocs, valueAt } from './rule';

/** Minimum and maximum number of characters in the description of a certified connector. */
const minLength = 30;
const maxLength = 500;

/** Microsoft's validator: FieldLengthNotInRange, ValueContainsRestrictedWords. */
export const connectorDescription: Rule = {
  code: 'connector-description',
  summary: "The connector's description is missing, is too short or too long, or names a Power Platform product.",
  severity: inCertification('error'),
  otherLevels: { warning: 'for other Power Platform products, which reviewers reject' },
  applies: ({ root }) => root.member('swagger') !== undefined,
  places: {
    info: ({ node, member }, report) => {
      const description = node.member('description');
      const text = node.text('description');
      if (!member || (!description && hasSyntaxError(node))) return;
      if (!description || text === undefined) {
        const at = description ? valueAt(description) : { key: member };
        report(at, say`Certification requires a \`description\` of ${minLength} to ${maxLength} characters. Add one.`);
        return;
      }
      if (text.length < minLength || text.length > maxLength)
        report(
          valueAt(description),
          text.length === 1
            ? say`The description has 1 character, but certification requires ${minLength} to ${maxLength}.`
            : say`The description has ${text.length} characters, but certification requires ${minLength} to ${maxLength}.`,
        );
      const product = productIn(text);
      if (product)
        report(
          valueAt(description),
          product.isRestricted
            ? say`Certification rejects the name "${product.name}" in a description. Say what the connector does, without naming where it is used.`
            : say`Microsoft's reviewers do not accept the name "${product.name}" in a description. Say what the connector does, without naming where it is used.`,
          { severity: inCertification(product.isRestricted ? 'error' : 'warning') },
        );
    },
  },
};

export const docs: RuleDocs = {
  topic: 'certification',
  source: { validator: ['FieldLengthNotInRange', 'ValueContainsRestrictedWords'] },
  why: "Microsoft's validator rejects a connector whose `info.description` is missing, has fewer than 30 or more than 500 characters, or names Power Automate, Power Apps or Logic Apps. Microsoft's reviewers also reject the names of other Power Platform products.",
  fix: 'In one or two sentences, say what flow makers can do with the connector.',
  incorrect: [
    { within: 'root', text: '"info": { "title": "Orders", "version": "1.0", "description": "Orders" }' },
    {
      within: 'root',
      level: inCertification('warning'),
      text: '"info": { "title": "Orders", "version": "1.0", "description": "Brings the orders of your shop to Power BI." }',
    },
  ],
  correct: [
    {
      within: 'root',
      text: '"info": { "title": "Orders", "version": "1.0", "description": "Tells you about new orders in your shop, and changes them." }',
    },
  ],
};
