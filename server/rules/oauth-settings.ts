import type { Node } from '../documents/tree';
import { oauthSettingsOf } from '../model/oauthSettings';
import { say } from '../texts/say';
import { type Report, type Rule, type RuleDocs, rejectedByCertification } from './rule';

export const oauthSettings: Rule = {
  code: 'oauth-settings',
  summary: "The addresses of an OAuth sign-in have keys that the identity provider doesn't read.",
  severity: rejectedByCertification,
  otherLevels: { warning: 'for `oauth2` with the keys of `oauth2generic`' },
  properties: ({ properties }, report) => {
    for (const settings of oauthSettingsOf(properties)) {
      const custom = settings.get('customParameters');
      const provider = settings.text('identityProvider')?.toLowerCase();
      if (custom?.kind !== 'object') continue;
      if (provider === 'oauth2generic') checkGeneric(custom, report);
      if (provider === 'oauth2') checkPlain(custom, report);
    }
  },
};

/** The addresses of a sign-in; the provider `oauth2generic` adds `Template` to each. */
const addresses = ['authorizationUrl', 'tokenUrl', 'refreshUrl'];

const has = (node: Node, key: string): boolean =>
  node.members.some((member) => member.key.toLowerCase() === key.toLowerCase());

function checkGeneric(custom: Node, report: Report): void {
  for (const member of custom.members) {
    const address = addresses.find((key) => key.toLowerCase() === member.key.toLowerCase());
    if (!address || has(custom, `${address}Template`)) continue;
    report(
      { key: member },
      say`The identity provider oauth2generic reads \`${address}Template\`, not \`${member.key}\`: signing in has no such address. Add "Template" to the key.`,
      { repair: { key: `${address}Template` } },
    );
  }
}

function checkPlain(custom: Node, report: Report): void {
  for (const member of custom.members) {
    const address = addresses.find((key) => `${key}Template`.toLowerCase() === member.key.toLowerCase());
    if (!address || has(custom, address)) continue;
    report(
      { key: member },
      say`The identity provider oauth2 reads \`${address}\`, not \`${member.key}\`, which belongs to oauth2generic. Rename the key, or change the provider.`,
      { severity: 'warning', repair: { key: address } },
    );
  }
}

export const docs: RuleDocs = {
  topic: 'files',
  why: "The identity provider `oauth2` takes `authorizationUrl`, `tokenUrl` and `refreshUrl`. `oauth2generic` takes templates: `authorizationUrlTemplate`, `tokenUrlTemplate` and `refreshUrlTemplate`, usually together with templates for query strings and bodies. Keys of the other provider are not read, so the sign-in has no address to go to. All published connectors, and Microsoft's schema of the file, use the keys in this way.",
  fix: 'Rename the keys with the quick fixes, or change `identityProvider` to the provider that the keys belong to.',
  incorrect: [
    {
      within: 'connector',
      text: `"connectionParameters": {
  "token": {
    "type": "oauthSetting",
    "oAuthSettings": {
      "identityProvider": "oauth2generic",
      "clientId": "<<your client id>>",
      "scopes": ["read"],
      "customParameters": {
        "authorizationUrl": { "value": "https://example.com/authorize" },
        "tokenUrl": { "value": "https://example.com/token" },
        "refreshUrl": { "value": "https://example.com/token" }
      }
    }
  }
}`,
    },
    {
      within: 'connector',
      level: 'warning',
      text: `"connectionParameters": {
  "token": {
    "type": "oauthSetting",
    "oAuthSettings": {
      "identityProvider": "oauth2",
      "clientId": "<<your client id>>",
      "scopes": ["read"],
      "customParameters": { "authorizationUrlTemplate": { "value": "https://example.com/authorize" } }
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
      "identityProvider": "oauth2generic",
      "clientId": "<<your client id>>",
      "scopes": ["read"],
      "customParameters": {
        "authorizationUrlTemplate": { "value": "https://example.com/authorize" },
        "tokenUrlTemplate": { "value": "https://example.com/token" },
        "refreshUrlTemplate": { "value": "https://example.com/token" }
      }
    }
  }
}`,
    },
  ],
};
