import type { Node } from '../documents/tree';
import { type Definition, Memory } from '../model/definition';
import type { Operation } from '../model/operation';
import { triggerFacts } from '../model/triggers';
import type { Rule, RuleDocs } from './rule';

/** The header parameters that Power Automate adds itself, by operation. */
const asTrigger = new Memory<{ item: Node; name: string }[]>();

function authParameters(definition: Definition, { node, pathItem }: Operation): { item: Node; name: string }[] {
  const lists = [node.get('parameters'), pathItem.get('parameters')];
  return lists
    .flatMap((list) => list?.items ?? [])
    .flatMap((item) => {
      const parameter = definition.resolve(item);
      const name =
        parameter?.kind === 'object' && parameter.text('in') === 'header' ? parameter.text('name') : undefined;
      return name !== undefined && /^(authorization|content-type)$/i.test(name) ? [{ item, name }] : [];
    });
}

export const triggerAuthParameter: Rule = {
  code: 'trigger-auth-parameter',
  summary: 'A trigger declares `Authorization` or `Content-Type` as a header parameter.',
  severity: 'warning',
  definition: (definition, report) => {
    const reported = new Set<Node>();
    for (const { operation, trigger } of triggerFacts(definition)) {
      if (!trigger) continue;
      for (const { item, name } of definition.recall(asTrigger, operation, () =>
        authParameters(definition, operation),
      )) {
        // Triggers on one path may share its parameters.
        if (reported.has(item)) continue;
        reported.add(item);
        report(
          { node: item.get('name') ?? item },
          `Power Automate adds the header ${name} itself. Remove the parameter, so that flow makers aren't asked for it.`,
        );
      }
    }
  },
};

export const docs: RuleDocs = {
  why: 'Power Automate adds both headers itself, so flow makers would be asked for what the connection already knows.',
  fix: 'Remove the parameter, and describe how to sign in with `securityDefinitions`.',
  incorrect: [
    { within: 'polling', text: '"parameters": [{ "name": "Authorization", "in": "header", "type": "string" }]' },
  ],
  correct: [
    {
      within: 'root',
      text: '"securityDefinitions": { "key": { "type": "apiKey", "in": "header", "name": "Authorization" } }',
    },
  ],
};
