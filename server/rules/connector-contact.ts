import { hasSyntaxError } from '../documents/tree';
import type { Place } from '../model/walk';
import { inCertification, type Report, type Rule, type RuleDocs, valueAt } from './rule';

const parts = ['name', 'url', 'email'];
/** Placeholders, which a pipeline fills in, are allowed. */
const placeholder = /[{$#]/;
const address = /^[\x21-\x3f\x41-\x7e]+@[\x21-\x3f\x41-\x7e]+$/;
const absoluteUrl = /^https?:\/\/[^\s/]+\S*$/i;
/** The level of a form that breaks nothing. */
const wrongForm = { custom: 'information', certification: 'error' } as const;

/** Microsoft's validator: RequiredPropertyMissing, ContactEmailNotValid, UrlNotValid. */
export const connectorContact: Rule = {
  code: 'connector-contact',
  summary: 'The contact of the connector is missing, incomplete, or has an address of the wrong form.',
  severity: inCertification('error'),
  otherLevels: {
    warning: 'for a contact without name, URL or email',
    information: 'in the profile *custom* for a URL or an email of the wrong form',
  },
  applies: ({ root }) => root.member('swagger') !== undefined,
  places: {
    info: ({ node, member }, report) => {
      if (member && !node.member('contact') && !hasSyntaxError(node))
        report({ key: member }, 'Certification requires a `contact` with `name`, `url` and `email` of your support.');
    },
    contact: checkContact,
  },
};

function checkContact({ node, member }: Place, report: Report): void {
  if (!member) return;
  const missing = parts.filter((part) => !node.text(part)?.trim());
  if (missing.length > 0 && !hasSyntaxError(node)) {
    const named = missing
      .map((part) => `\`${part}\``)
      .join(', ')
      .replace(/, (?=[^,]*$)/, ' and ');
    report({ key: member }, `Certification requires ${named} in the contact, for the page of your connector.`, {
      severity: inCertification('warning'),
    });
  }
  const isWrong = (key: string, form: RegExp): boolean => {
    const text = node.text(key) ?? '';
    return text !== '' && !placeholder.test(text) && !form.test(text);
  };
  if (isWrong('email', address))
    report(valueAt(node.member('email')!), '`email` must be an ASCII address such as support@example.com.', {
      severity: wrongForm,
    });
  if (isWrong('url', absoluteUrl))
    report(valueAt(node.member('url')!), '`url` must be an absolute URL such as `https://example.com/support`.', {
      severity: wrongForm,
    });
}

export const docs: RuleDocs = {
  why: "Microsoft's validator rejects a connector without `info.contact` (RequiredPropertyMissing), with a contact whose `email` is not an ASCII address (ContactEmailNotValid) or whose `url` is not absolute (UrlNotValid). The documentation requires the name, the URL and the email of the support team: they are shown on the page of the connector.",
  fix: 'Fill in all three. The quick fix inserts a skeleton.',
  incorrect: [
    { within: 'root', profile: 'certification', text: '"info": { "title": "Orders", "version": "1.0" }' },
    {
      within: 'root',
      level: 'warning',
      profile: 'certification',
      text: '"info": { "title": "Orders", "version": "1.0", "contact": { "name": "Support" } }',
    },
    {
      within: 'root',
      level: 'information',
      profile: 'custom',
      text: `"info": {
  "title": "Orders",
  "version": "1.0",
  "contact": { "name": "Support", "url": "example.com/support", "email": "support@example.com" }
}`,
    },
  ],
  correct: [
    {
      within: 'root',
      text: `"info": {
  "title": "Orders",
  "version": "1.0",
  "contact": { "name": "Support", "url": "https://example.com/support", "email": "support@example.com" }
}`,
    },
  ],
};
