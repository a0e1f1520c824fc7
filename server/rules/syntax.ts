import type { Rule, RuleDocs } from './rule';

export const syntax: Rule = {
  code: 'syntax',
  summary: "The file can't be parsed.",
  severity: 'error',
};

export const docs: RuleDocs = {
  topic: 'structure',
  silencedBy: 'settings',
  why: "Power Automate rejects the file on import. Everything that can be read is still checked, so a syntax error in one path doesn't hide findings in another. In YAML, typographic quotation marks around a key are part of the key, an alias needs an anchor before it, and a value that begins with `*` needs quotation marks.",
  fix: "Correct the marked text. There are quick fixes for commas, colons, missing quotation marks, typographic quotation marks (“ ”, „ “, « », ‘ ’ and others, throughout the file), raw tabs, backslashes, comments and invisible characters. Comments aren't allowed in `.json` files: name the file `.jsonc` while you work on it, or remove the comments.",
  incorrect: [
    { within: 'file', text: '{ "swagger": "2.0", "info": { "title": "Hooks", "version": "1.0" }, "paths": {}, }' },
  ],
  correct: [
    { within: 'file', text: '{ "swagger": "2.0", "info": { "title": "Hooks", "version": "1.0" }, "paths": {} }' },
  ],
};
