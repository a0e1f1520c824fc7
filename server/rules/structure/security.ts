import type { Node } from '../../documents/tree';
import { type Shape, schemeMembers } from '../../model/swagger';
import type { Place } from '../../model/walk';
import { type Report, rejectedByCertification, valueAt } from '../rule';
import { kindText, placeKey } from './marks';
import { empty, missing } from './required';

/** Checks the members that a security scheme needs for its type and flow (the validator's rule SecuritySchemePropertyRequired). */
export function checkScheme(place: Place, shape: Shape, report: Report): void {
  const { node } = place;
  // Nothing else says where a key goes; addresses and scopes of OAuth are in apiProperties.json, too.
  const severity = node.text('type') === 'apiKey' ? 'error' : rejectedByCertification;
  for (const key of [node.text('type'), node.text('flow')].flatMap((word) => schemeMembers[word ?? ''] ?? [])) {
    const member = node.member(key);
    if (!member) report(placeKey(place), missing(key, shape), { severity });
    else if (member.value?.value === '') report(valueAt(member), empty(key, shape), { severity });
  }
  if (node.text('type') === 'oauth2' && !node.member('scopes'))
    report(placeKey(place), '`scopes` is missing. Certification asks for it: write `{}` if there are none.', {
      severity: { custom: 'information', certification: 'warning' },
      repair: { add: 'scopes', value: {}, to: node },
    });
}

/** Checks that each scheme of a security requirement has a list of scopes. */
export function checkScopes(list: Node, report: Report): void {
  for (const { members } of list.items)
    for (const member of members)
      if (member.value && member.value.kind !== 'array')
        report(valueAt(member), `The scopes of a scheme must be a list, not ${kindText(member.value.kind)}.`, {
          severity: rejectedByCertification,
          repair: { value: member.value.kind === 'string' ? [String(member.value.value)] : [] },
        });
}
