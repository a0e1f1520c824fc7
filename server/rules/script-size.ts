import { utf8Length } from '../documents/bytes';
import { say } from '../texts/say';
import type { Rule, RuleDocs } from './rule';

/** Maximum size of a script in bytes. */
const maxScriptBytes = 1_048_576;

export const scriptSize: Rule = {
  code: 'script-size',
  summary: '`script.csx` is larger than 1 MB.',
  severity: 'error',
  script: ({ text }, report) => {
    // Most scripts are far below it: their characters need not be counted as bytes.
    if (text.length * 3 <= maxScriptBytes) return;
    const bytes = utf8Length(text);
    if (bytes <= maxScriptBytes) return;
    report(
      { span: { start: 0, end: 1 } },
      say`The script has ${(bytes / maxScriptBytes).toFixed(2)} MB, but Power Automate accepts at most 1 MB. Move data out of it, or shorten it.`,
    );
  },
};

export const docs: RuleDocs = {
  topic: 'files',
  source: { learn: [{ page: 'write-code' }] },
  why: 'Power Automate accepts a script of at most 1 MB (1,048,576 bytes), and only one file.',
  fix: 'Let the service do the work, or fetch large tables instead of including them in the script.',
  incorrect: [{ within: 'bytes', text: 'script.csx: 1,400,000 bytes' }],
  correct: [{ within: 'bytes', text: 'script.csx: 20,000 bytes' }],
};
