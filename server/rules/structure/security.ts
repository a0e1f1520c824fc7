import type { Node } from '../../documents/tree';
import { type Shape, schemeMembers } from '../../model/swagger';
import type { Place } from '../../model/walk';
import { say } from '../../texts/say';
import { type Report, rejectedByCertification, valueAt } from '../rule';
import { checkSchemeMembers } from '../schemeMembers';
import { kindText, placeKey } from './marks';
import { empty, missing } from './required';

/** Checks the members that a security scheme needs for its type and flow (the validator's rule SecuritySchemePropertyRequired). */
export function checkScheme(place: Place, shape: Shape, report: Report): void {
  const { node } = place;
  const membersFor = (word: string | undefined): string[] => schemeMembers[word ?? ''] ?? [];
  const ofKey = node.text('type') === 'apiKey' ? membersFor('apiKey') : [];
  for (const key of [node.text('type'), node.text('flow')].flatMap(membersFor)) {
    // Nothing else says where a key goes; addresses and scopes of OAuth are in apiProperties.json, too.
    const severity = ofKey.includes(key) ? 'error' : rejectedByCertification;
    const member = node.member(key);
    if (!member) report(placeKey(place), missing(key, shape), { severity });
    else if (member.value?.value === '') report(valueAt(member), empty(key, shape), { severity });
  }
  checkSchemeMembers(node, placeKey(place), report);
}

/** Checks that each scheme of a security requirement has a list of scopes. */
export function checkScopes(list: Node, report: Report): void {
  for (const { members } of list.items)
    for (const member of members)
      if (member.value && member.value.kind !== 'array')
        report(valueAt(member), say`The scopes of a scheme must be a list, not ${kindText(member.value.kind)}.`, {
          severity: rejectedByCertification,
          repair: { value: member.value.kind === 'string' ? [String(member.value.value)] : [] },
        });
}
