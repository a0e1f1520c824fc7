import type { Place } from '../model/walk';
import { say } from '../texts/say';
import { nameAt, type Report, type Rule, type RuleDocs, rejectedByCertification } from './rule';

/** Microsoft's validator: ConnectionIdParameterNotAllowed. */
export const parameterConnectionId: Rule = {
  code: 'parameter-connection-id',
  summary: 'A parameter is named `connectionId`.',
  severity: rejectedByCertification,
  places: { parameter: check, bodyParameter: check },
};

function check({ node }: Place, report: Report): void {
  if (node.text('name') !== 'connectionId') return;
  report(
    nameAt(node),
    say(
      'Power Automate uses the name `connectionId` for the connection itself, so certification rejects a parameter of that name. Rename it.',
    ),
  );
}

export const docs: RuleDocs = {
  topic: 'schema',
  why: 'Power Automate adds the connection to each call as `connectionId`. Certification rejects a parameter with that name.',
  fix: 'Rename the parameter. If the service requires the name, give the parameter a different one, and have a policy in `apiProperties.json` write the value into the request.',
  incorrect: [{ within: 'parameter', text: '{ "name": "connectionId", "in": "query", "type": "string" }' }],
  correct: [{ within: 'parameter', text: '{ "name": "linkId", "in": "query", "type": "string" }' }],
};
