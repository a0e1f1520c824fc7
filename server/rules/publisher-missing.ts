import { allOf, mark, say } from '../texts/say';
import type { Rule, RuleDocs } from './rule';

const meanings: Record<string, string> = {
  publisher: mark('the company that publishes the connector'),
  stackOwner: mark('the company that owns the service'),
};

export const publisherMissing: Rule = {
  code: 'publisher-missing',
  summary: '`apiProperties.json` names no `publisher` or no `stackOwner`.',
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
  why: '`publisher` is the name of your company or organization, `stackOwner` the owner of the service that the connector calls. Certification shows both in the connector’s documentation (learn.microsoft.com/connectors/custom-connectors/certification-submission, step 3a). For a verified publisher they are mostly the same. A connector for your own environment needs neither.',
  fix: 'Add both to `properties`. Where the definition has a contact, a quick fix writes its name.',
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
