/** docs/services.md: what the providers declare, and what the matrix shows. */
import { providers } from '../../client/providers';
import { unnamedHandshakes } from '../../client/providers/kit/generalHandshakes';
import type { Documentation, Place, Provider } from '../../client/providers/kit/provider';
import type { SchemeFacts } from '../../client/providers/kit/signature';
import { handshakes } from '../../client/receiver/handshakes/handshakes';
import { outcomesOf, variations } from './matrix';
import { recipes } from './recipes';

const servicesPage = 'docs/services.md';

/** The page, by path. */
export async function servicesFile(): Promise<Map<string, string>> {
  const text = [
    introduction,
    '## Providers\n',
    `${providers.length} providers, each declared by one file in \`client/providers/\`. "Read" is the date on which the facts were last compared with the documentation or, where it says so, with a library. *Unverified* facts have not been compared yet: if a signature is refused although it is right, please open an issue.\n`,
    table(
      ['provider', 'event', 'delivery id', 'secret', 'ends', 'documentation'],
      sorted(providers).map((one) => [
        one.name,
        place(one.event),
        place(one.deliveryId),
        one.secret ?? '',
        one.expiry ?? '',
        documentation(one.docs),
      ]),
    ),
    '## Handshakes\n',
    'The receiver responds to them while the create call is still in flight, and lists each in a row. A request is a handshake only while it can be one: with a signature or an event in it, it is a delivery.\n',
    table(
      ['handshake', 'request', 'response', 'providers'],
      handshakes.map((one) => [one.name, one.about.request, one.about.response, handshakeProviders(one)]),
    ),
    'Some services require a response of their own to each delivery; the receiver sends it:\n',
    ...providers.flatMap(({ name, acknowledgement }) =>
      acknowledgement ? [`- ${name}: ${acknowledgement.about}`] : [],
    ),
    '',
    '## Signatures\n',
    signatures,
    table(['provider', 'scheme', 'signed', 'a valid one is', 'oldest'], schemeRows()),
    detection,
    '## Tested against the code of others\n',
    matrixIntroduction(),
    table(['recipe', ...variations, 'oracle'], await matrixRows()),
    rest,
  ];
  return new Map([
    [
      servicesPage,
      `${text
        .join('\n')
        .replace(/\n{3,}/g, '\n\n')
        .trim()}\n`,
    ],
  ]);
}

const sorted = (list: Provider[]): Provider[] =>
  list.toSorted((a, b) => (a.name.toLowerCase() < b.name.toLowerCase() ? -1 : 1));

const table = (head: string[], rows: string[][]): string =>
  [head, head.map(() => '---'), ...rows.map((row) => row.map((cell) => cell.replaceAll('|', '\\|')))]
    .map((row) => `| ${row.join(' | ')} |`)
    .join('\n')
    .concat('\n');

const place = (where: Place | undefined): string => {
  if (!where) return '';
  return 'header' in where ? `\`${where.header}\`` : `\`${where.body.join('.')}\` in the body`;
};

function documentation({ url, read, source }: Documentation): string {
  const known = read ? `read ${read}${source ? ` (${source})` : ''}` : '*unverified*';
  return `[page](${url}), ${known}`;
}

function handshakeProviders(handshake: (typeof handshakes)[number]): string {
  const own = providers.filter((one) => one.handshakes?.includes(handshake)).map(({ name }) => name);
  return unnamedHandshakes.includes(handshake) ? [...own, 'any'].join(', ') : own.join(', ');
}

function schemeRows(): string[][] {
  return sorted(providers).flatMap(({ name, signatures: signed = [], inRequest = [], tokens = [] }) => [
    ...signed.map(({ facts, header }) => schemeRow(name, facts, `\`${header.source.replace(/[\^$]/g, '')}\``)),
    ...inRequest.map(({ facts }) => schemeRow(name, facts, 'the request')),
    ...tokens.map((facts) => schemeRow(name, facts, facts.place)),
  ]);
}

function schemeRow(name: string, facts: SchemeFacts & { maxAgeMs?: number }, where: string): string[] {
  const { algorithm, signs, coversBody, toleranceMs = facts.maxAgeMs, isDocumentedTolerance } = facts;
  const age = toleranceMs === undefined ? '' : `${toleranceMs / 60_000} min${isDocumentedTolerance ? '' : ' (ours)'}`;
  return [name, `${algorithm} in ${where}`, signs, coversBody ? '`valid`' : '`token`', age];
}

async function matrixRows(): Promise<string[][]> {
  const rows: string[][] = [];
  for (const recipe of recipes) {
    const outcomes = await outcomesOf(recipe);
    rows.push([recipe.name, ...variations.map((one) => outcomes[one] ?? ''), `${recipe.kind}: ${recipe.oracle}`]);
  }
  return rows;
}

function matrixIntroduction(): string {
  const names = (kind: string) => new Set(recipes.filter((one) => one.kind === kind).map(({ name }) => name)).size;
  return `${new Set(recipes.map(({ name }) => name)).size} recipes, each as it is and with one thing wrong: ${names('vendor library')} by libraries of the vendors, ${names('published example')} more by published examples, the others by a second implementation. \`recorded\` libraries are too large to install for each run; \`npm run drift:signatures\` records them again. An empty field does not apply: nothing is dated, or the body alone holds the signature.\n`;
}

const introduction = `# How services shake hands and sign

What the receiver knows of services by name, and what it does with others. This page is generated from \`client/providers/\` by \`npm run generate\`.
`;

const signatures = `With a \`secret\`, every delivery without a valid signature is answered with 401 and listed with the reason. An accepted delivery is one of the following:

- \`valid\`: the signature covers the whole body. A delivery with another body is refused.
- \`token\` (*token valid, body not covered*): a token shows who sent the delivery, but the signature does not cover the body, or only part of it.

"Oldest" is how old a timestamp may be; "(ours)" where the service documents none.
`;

const detection = `**A header of a known name does not end the search**: what does not fit the named scheme is tried in the ways in which most services sign, and the panel names what fitted: SHA-1, SHA-256, SHA-384 and SHA-512, in hex, base64 or base64 for URLs, with or without a prefix, over the body alone or with a timestamp, an id, the method and the URL; several signatures in one header; the secret as text, base64 or hex, with or without \`whsec_\` or \`v1,whsec_\`. The same is done for services that are not known here. For bodies of more than 64 KB, only the most common ways are tried. If nothing fits, describe the signature (*Custom HMAC…*, or \`signature\` of \`register\`).

**JSON Web Tokens**: a claim of any name that is a digest of the body covers it. A claim that names the URL (\`url_hash\`, \`qsh\`) has to fit the callback URL.

**A secret that is sent along** counts as \`token\`: in a header of any name that says so, in \`Authorization\`, in the query, in a form or in a member of the body.

**Keys that a service publishes** (Amazon SNS, PayPal, Adobe I/O) are fetched only after a yes for the host (*Verify Signatures*, or \`keyHost\` of \`setSignature\`), over https, from the documented hosts alone, and once a day. Without one, deliveries are listed as \`unknown\`, or the key is given as the secret. eBay and Plaid give their keys only to calls with credentials: there the public key is the secret.

**Subscriptions** of Amazon SNS and Oracle Notifications are confirmed by the button *Confirm Subscription* of the handshake, at the documented hosts only, and never by themselves.
`;

const rest = `## Secrets that a service generates

ClickUp, Airtable, Smartsheet, Nylas, Square, Paddle, PagerDuty, Stripe and others send the key once, in the response to the create call. It is saved in SecretStorage unless you supplied a secret (or declined with \`"secret": false\`), and applies from the first delivery that it verifies. Until then, no delivery is refused because of it.

## Where a webhook is deleted

The first of these that there is:

1. the \`Location\` header of the create response, on the service's own origin. Where it is neither below the create call nor at the trigger's own DELETE, it is called only after a confirmation;
2. the trigger's own unsubscribe operation, as hover shows it, with the id from the response (\`id\`, \`gid\`, \`sid\`, \`uuid\`, \`sys_id\`, \`webhookId\`, …, also inside a wrapper object, or in a header such as \`X-Webhook-Id\`), with an id that the create call chose (\`channel_id\`, or a UUID), or with the callback URL. The id may go into the path, the query, a header or the body;
3. the webhook's own address in the response (\`url\`, \`href\`, \`uri\`, a link to itself or for deleting it, \`OData-EntityId\`), where it is below the create call or at that operation.

Headers, query parameters, body and policies that the operation requires go along in each case. If one of them is missing, a 404 does not count as gone. An operation with another method (Google: POST \`/channels/stop\`) is used where there is nothing else, and only after a confirmation: Power Automate would not call it.

A webhook that was created with PUT at its own address (Typeform) is deleted there.

## When a webhook expires

*Register* shows the expiry when the create response has one (\`expirationDateTime\` of Microsoft Graph and SharePoint, \`expiration\` of Google, \`expirationTime\` of Airtable, \`lease_seconds\` and similar). The extension does not renew webhooks by itself, and neither does Power Automate: *Renew Webhook* registers one again with the same values.
`;
