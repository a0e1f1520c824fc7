import { titleOf } from '../model/inference/titles';
import { visibleParameters } from '../model/inputs';
import { say } from '../texts/say';
import { nameAt, type Rule, type RuleDocs, valueAt } from './rule';

/** Maximum number of characters in a summary (Microsoft Learn, connector-string-guidance). */
const maxLength = 80;

/** Microsoft's validator: RequiredPropertyMissing (pull requests 550, 3407, 4041 and 4160 of PowerPlatformConnectors). */
export const parameterSummary: Rule = {
  code: 'parameter-summary',
  summary: 'A parameter that flow makers fill in has no `x-ms-summary`, or one of more than 80 characters.',
  severity: { custom: 'off', certification: 'error' },
  otherLevels: { warning: 'for a summary that is too long, in the profile *certification*' },
  section: ({ facts }, definition, report) => {
    for (const parameter of visibleParameters(definition, facts.operations)) {
      const summary = parameter.member('x-ms-summary');
      const text = summary?.value?.value;
      if (summary && text !== '') {
        if (typeof text === 'string' && text.length > maxLength)
          report(
            valueAt(summary),
            say`This \`x-ms-summary\` has ${text.length} characters, but Microsoft allows at most ${maxLength}. Shorten it, and move details to \`description\`.`,
            { severity: { custom: 'off', certification: 'warning' } },
          );
        continue;
      }
      // What is missing may be behind a syntax error.
      if (parameter.piece.problems.length > 0) continue;
      const name = parameter.text('name');
      const title = name === undefined ? undefined : titleOf([name]);
      report(
        summary ? valueAt(summary) : nameAt(parameter),
        say`"${name}" has no \`x-ms-summary\`, which certification requires. Add the name that flow makers are to see.`,
        { repair: title === undefined ? undefined : { add: 'x-ms-summary', value: title, to: parameter } },
      );
    }
  },
};

export const docs: RuleDocs = {
  topic: 'schema',
  why: "Without `x-ms-summary`, flow makers see the technical name of the parameter. Certification rejects a parameter without a summary, unless the parameter or its operation is internal. The body parameter doesn't need one, since its properties have their own. Microsoft allows at most 80 characters.",
  fix: 'Add a name in sentence case. The quick fix makes one from the name of the parameter.',
  incorrect: [
    {
      within: 'parameter',
      text: '{ "name": "pageSize", "in": "query", "type": "integer", "description": "The maximum number of items." }',
    },
    {
      within: 'parameter',
      level: { custom: 'off', certification: 'warning' },
      text: '{ "name": "top", "in": "query", "type": "integer", "description": "How many.", "x-ms-summary": "The maximum number of items that the service returns for each of the pages of a list" }',
    },
  ],
  correct: [
    {
      within: 'parameter',
      text: '{ "name": "pageSize", "in": "query", "type": "integer", "x-ms-summary": "Page size", "description": "The maximum number of items." }',
    },
  ],
};
