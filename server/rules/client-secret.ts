import { oauthSettingsOf } from '../model/oauthSettings';
import { say } from '../texts/say';
import type { Rule, RuleDocs } from './rule';

export const clientSecret: Rule = {
  code: 'client-secret',
  summary: '`clientSecret` in `apiProperties.json` looks like a real secret.',
  severity: 'warning',
  properties: ({ properties }, report) => {
    for (const settings of oauthSettingsOf(properties)) {
      for (const { key, value } of settings.members) {
        if (key.toLowerCase() !== 'clientsecret' || value?.kind !== 'string') continue;
        if (isPlaceholder(String(value.value))) continue;
        // The message must not repeat the secret: it may end in a log.
        report(
          { node: value },
          say(
            'This looks like a real client secret, and everyone who has this file can read it. Remove it here, enter it in the portal or with `paconn --secret`, and have the service issue a new one.',
          ),
          { repair: { value: placeholder } },
        );
      }
    }
  },
};

const placeholder = '<<Enter your client secret>>';

/** Minimum number of characters of a secret that a service makes. */
const minLength = 12;

/** Minimum number of different characters of a secret that is random. */
const minDifferent = 8;

const placeholderWord =
  /client|secret|dummy|test|example|sample|placeholder|replace|enter|insert|change|your|todo|here|value|hidden|redacted|xxx|none/i;

/** True for a text in the place of a secret: in brackets, with spaces, with words, too short or too regular to be random. */
function isPlaceholder(text: string): boolean {
  if (text.length < minLength || /[\s<>[\]{}$*#%]/.test(text) || placeholderWord.test(text)) return true;
  const isMixed = /\d/.test(text) && /[a-z]/i.test(text);
  return !isMixed || new Set(text).size < minDifferent;
}

export const docs: RuleDocs = {
  topic: 'files',
  why: 'The file is kept in version control and is sent to Microsoft for certification. A secret in it is no longer secret: anyone who reads it can act as your app. Power Automate stores the client secret itself, and `paconn` takes it with `--secret`. Published connectors have a placeholder, or leave the key out. The message never shows the value.',
  fix: 'Have the service issue a new secret, since others may have seen the old one. Then remove the key, or replace the value with a placeholder, as the quick fix does.',
  incorrect: [
    {
      within: 'connector',
      text: `"connectionParameters": {
  "token": {
    "type": "oauthSetting",
    "oAuthSettings": {
      "identityProvider": "oauth2",
      "clientId": "f81d4fae7dec",
      "clientSecret": "3f9bQ7kP2mZx8LdW5aRt",
      "customParameters": {}
    }
  }
}`,
    },
  ],
  correct: [
    {
      within: 'connector',
      text: `"connectionParameters": {
  "token": {
    "type": "oauthSetting",
    "oAuthSettings": {
      "identityProvider": "oauth2",
      "clientId": "f81d4fae7dec",
      "clientSecret": "<<Enter your client secret>>",
      "customParameters": {}
    }
  }
}`,
    },
  ],
};
