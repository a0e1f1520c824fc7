import { allOf, mark, say } from '../texts/say';
import type { Rule, RuleDocs } from './rule';

const meanings: Record<string, string> = {
  publisher: mark('the company that publishes the connector'),
  stackOwner: mark('the company that owns the service'),
};

export const publisherMissing: Rule = {
  code: 'publisher-missing',
  summary: '`apiProperties.json` has no `publisher` or no `stackOwner`.',
  severity: { custom: 'off', certification: 'warning' },
  properties: ({ properties: { root }, definition }, report) => {
    const missing = Object.keys(meanings).filter((key) => (root.text(key) ?? '').trim() === '');
    const member = root.parent?.member('properties');
    const [first] = missing;
    if (first === undefined || !member) return;
    const names = allOf(missing.map((key) => `\`${key}\``));
    const contact = definition?.root.get('info')?.get('contact')?.text('name')?.trim();
    report(
      { key: member },
      say`Certification asks for ${names} here: ${missing.map((key) => say(meanings[key]!)).join(say(', and '))}.`,
      { repair: contact ? { add: first, value: contact, to: root } : undefined },
    );
  },
};

export const docs: RuleDocs = {
  topic: 'certification',
  source: { learn: [{ page: 'certification-submission', place: 'step 3a' }] },
  why: '`publisher` is the name of your company or organization, and `stackOwner` is the owner of the service that the connector calls. Both are shown in the documentation of a certified connector. For a verified publisher, they are usually the same. A connector for your own environment needs neither.',
  fix: 'Add both to `properties`. If the definition has a contact, a quick fix writes its name.',
  incorrect: [
    {
      within: 'apiProperties',
      text: `{
  "properties": {
    "connectionParameters": {},
    "iconBrandColor": "#2b579a"
  }
}`,
    },
  ],
  correct: [
    {
      within: 'apiProperties',
      text: `{
  "properties": {
    "connectionParameters": {},
    "iconBrandColor": "#2b579a",
    "publisher": "Contoso",
    "stackOwner": "Contoso"
  }
}`,
    },
  ],
};
