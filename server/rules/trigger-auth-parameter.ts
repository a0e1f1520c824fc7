import type { Node } from '../documents/tree';
import { type Definition, Memory } from '../model/definition';
import type { Operation } from '../model/operation';
import { isInternal } from '../model/schemas';
import { triggersIn } from '../model/triggers';
import { say } from '../texts/say';
import type { Report, Rule, RuleDocs } from './rule';

/** A header parameter that Power Automate sets itself. */
interface OwnHeader {
  item: Node;
  parameter: Node;
  name: string;
}

const ownHeaders = new Memory<OwnHeader[]>();

function findOwnHeaders(definition: Definition, { node, pathItem }: Operation): OwnHeader[] {
  const lists = [node.get('parameters'), pathItem.get('parameters')];
  return lists
    .flatMap((list) => list?.items ?? [])
    .flatMap((item) => {
      const parameter = definition.resolve(item);
      if (parameter?.kind !== 'object' || parameter.text('in') !== 'header') return [];
      const name = parameter.text('name');
      return name !== undefined && /^(authorization|content-type)$/i.test(name) ? [{ item, parameter, name }] : [];
    });
}

export const triggerAuthParameter: Rule = {
  code: 'trigger-auth-parameter',
  summary: 'A trigger declares `Authorization` or `Content-Type` as a header parameter.',
  severity: 'warning',
  once: 'counted',
  otherLevels: { hint: 'for `Content-Type`' },
  section: (section, definition, report) => {
    const reported = new Set<Node>();
    for (const { operation, trigger } of triggersIn(definition, section)) {
      if (!trigger) continue;
      const headers = definition.recall(ownHeaders, operation, () => findOwnHeaders(definition, operation));
      for (const header of headers) {
        // Triggers on one path may share its parameters.
        if (reported.has(header.item)) continue;
        reported.add(header.item);
        check(header, report);
      }
    }
  },
};

function check({ item, parameter, name }: OwnHeader, report: Report): void {
  const at = { node: item.get('name') ?? item };
  if (/^authorization$/i.test(name))
    report(at, say`Power Automate sets the header \`${name}\` from the connection. Remove the parameter.`);
  // A fixed media type is no fault: 55 triggers of published connectors have it.
  else if (!isInternal(parameter) || !parameter.member('default'))
    report(at, say`Power Automate sets the header \`${name}\` itself, so the parameter isn't needed. Remove it.`, {
      severity: 'hint',
    });
}

export const docs: RuleDocs = {
  topic: 'trigger',
  why: "Power Automate sets `Authorization` from the connection and `Content-Type` from the body, so flow makers would be asked for something that is already known. An internal `Content-Type` with a default does no harm and isn't reported. Each name is reported once per file, with the number of times that it appears.",
  fix: 'Remove the parameter. The sign-in is described in `securityDefinitions`.',
  incorrect: [
    { within: 'polling', text: '"parameters": [{ "name": "Authorization", "in": "header", "type": "string" }]' },
    {
      within: 'polling',
      level: 'hint',
      text: '"parameters": [{ "name": "Content-Type", "in": "header", "type": "string" }]',
    },
  ],
  correct: [
    {
      within: 'root',
      text: '"securityDefinitions": { "key": { "type": "apiKey", "in": "header", "name": "Authorization" } }',
    },
  ],
};
