import { extensions, mayHaveExtension, misplacedElsewhere, nearestExtension } from '../model/vocabulary';
import type { Role } from '../model/walk';
import { say } from '../texts/say';
import type { Rule, RuleDocs } from './rule';

export const unknownExtension: Rule = {
  code: 'unknown-extension',
  summary: 'An `x-ms-*` key is unknown.',
  severity: 'warning',
  otherLevels: {
    error:
      'for a mistyped `x-ms-trigger`, `x-ms-notification-content` or `x-ms-notification-url` where it belongs, because there is no trigger without it',
    information: "for a key that doesn't resemble one that is known there",
  },
  once: true,
  keys: {
    // The prefix may be mistyped too (`xms-trigger`, `X-MS-Trigger`). Keys of other vendors aren't checked.
    x: (member, { role }, report) => {
      if (extensions.has(member.key)) return;
      const near = meantFor(member.key, role);
      if (near)
        report({ key: member }, say`Power Automate doesn't know this extension. Did you mean \`${near}\`?`, {
          ...(vital[near] === role && { severity: 'error' }),
        });
      else if (member.key.startsWith('x-ms-'))
        report({ key: member }, say("Power Automate doesn't document this extension, and probably ignores it."), {
          severity: 'information',
        });
    },
  },
};

/** The known key that was most likely meant: one that is of use in this place, or that another rule moves from it. */
function meantFor(key: string, role: Role): string | undefined {
  const near = nearestExtension(key) ?? knownBefore(key);
  return near && (mayHaveExtension(near, role) || misplacedElsewhere.has(near)) ? near : undefined;
}

/** The known key with which a key begins, where a blank and something else follows: `x-ms-summary title`. */
function knownBefore(key: string): string | undefined {
  const [first, ...others] = key.split(/\s+/);
  return others.length > 0 && first && extensions.get(first)?.documented ? first : undefined;
}

/** The extensions without which there is no webhook trigger, each with the object that it is for. */
const vital: Record<string, Role | undefined> = {
  'x-ms-trigger': 'operation',
  'x-ms-notification-content': 'pathItem',
  'x-ms-notification-url': 'schema',
};

export const docs: RuleDocs = {
  topic: 'extension',
  why: "Power Automate ignores keys that it doesn't know, so a typo goes unnoticed. A documented key without its `ms-`, such as `x-trigger`, counts as a typo wherever the correct key would have an effect. So does a key followed by another word, such as `x-ms-summary title`. Each key is reported once per file.",
  fix: 'The quick fix corrects the key, here or in the whole file.',
  incorrect: [
    {
      within: 'bodyProperties',
      level: 'error',
      text: '"url": { "type": "string", "x-ms-notifcation-url": true }',
    },
    { within: 'action', text: '"x-ms-visibilty": "internal"' },
    { within: 'action', level: 'information', text: '"x-ms-something-else": true' },
  ],
  correct: [
    {
      within: 'bodyProperties',
      text: '"url": { "type": "string", "x-ms-notification-url": true, "x-ms-visibility": "internal" }',
    },
  ],
};
