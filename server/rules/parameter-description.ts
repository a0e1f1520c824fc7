import { visibleParameters } from '../model/inputs';
import { say } from '../texts/say';
import { nameAt, type Rule, type RuleDocs, valueAt } from './rule';

/** Microsoft's validator: RequiredPropertyMissing (pull requests 550, 3407, 4041 and 4160 of PowerPlatformConnectors). */
export const parameterDescription: Rule = {
  code: 'parameter-description',
  summary: 'A parameter that flow makers fill in has no `description`.',
  severity: { custom: 'off', certification: 'error' },
  section: ({ facts }, definition, report) => {
    for (const parameter of visibleParameters(definition, facts.operations)) {
      const description = parameter.member('description');
      // What is missing may be behind a syntax error.
      if (parameter.piece.problems.length > 0 || (description && description.value?.value !== '')) continue;
      report(
        description ? valueAt(description) : nameAt(parameter),
        say`"${parameter.text('name')}" has no \`description\`, which certification requires. Describe what flow makers are to enter.`,
      );
    }
  },
};

export const docs: RuleDocs = {
  topic: 'schema',
  why: "Flow makers see the description in the empty field. Certification rejects a parameter without one, unless the parameter or its operation is internal. The body parameter doesn't need one, since its properties have their own.",
  fix: "In one sentence, say what to enter. Don't just repeat the name.",
  incorrect: [
    { within: 'parameter', text: '{ "name": "top", "in": "query", "type": "integer", "x-ms-summary": "Top" }' },
  ],
  correct: [
    {
      within: 'parameter',
      text: '{ "name": "top", "in": "query", "type": "integer", "x-ms-summary": "Top", "description": "The maximum number of items." }',
    },
  ],
};
