import { hasSyntaxError } from '../documents/tree';
import { allOf, say } from '../texts/say';
import { inCertification, type Rule, type RuleDocs } from './rule';

const parts = ['name', 'url', 'email'];

/** Microsoft's validator: RequiredPropertyMissing. Another rule checks the form of the email and the URL. */
export const connectorContact: Rule = {
  code: 'connector-contact',
  summary: 'The contact of the connector is missing or incomplete.',
  severity: inCertification('error'),
  otherLevels: { warning: 'for a contact without a name, URL or email' },
  applies: ({ root }) => root.member('swagger') !== undefined,
  places: {
    info: ({ node, member }, report) => {
      if (member && !node.member('contact') && !hasSyntaxError(node))
        report(
          { key: member },
          say('Certification requires a `contact` with `name`, `url` and `email` of your support team.'),
        );
    },
    contact: ({ node, member }, report) => {
      const missing = parts.filter((part) => !node.text(part)?.trim());
      if (!member || missing.length === 0 || hasSyntaxError(node)) return;
      const named = allOf(missing.map((part) => `\`${part}\``));
      report({ key: member }, say`Certification requires ${named} in the contact, for your connector's page.`, {
        severity: inCertification('warning'),
      });
    },
  },
};

export const docs: RuleDocs = {
  topic: 'certification',
  source: { validator: ['RequiredPropertyMissing'] },
  why: "Microsoft's validator rejects a connector without `info.contact`. Microsoft's documentation requires the name, the URL and the email of the support team, which are shown on the connector's page.",
  fix: 'Fill in all three. The quick fix inserts a template.',
  incorrect: [
    { within: 'root', text: '"info": { "title": "Orders", "version": "1.0" }' },
    {
      within: 'root',
      level: { custom: 'off', certification: 'warning' },
      text: '"info": { "title": "Orders", "version": "1.0", "contact": { "name": "Support" } }',
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
