/** Names of values that only look like secrets: ids, digests, addresses, pictures. */
const harmlessName =
  /(^|[-_.])(id|ids|uuid|guid|sha\d*|etag|digest|checksum|hash|md5|version|cursor|url|uri|href|path|before|after|head|base|commit|tree|ref|avatar|image|icon|data|content|body|payload|text|html|type|boundary)$|(Id|Ids|Uuid|Guid|Sha|Digest|Checksum|Url|Uri|Href|Path|Data|Content)$/;

/** Names that go with secrets: then even text without letters of both cases counts. */
const tellingName = /auth|key|code|cred|pass|pin|sign|sig$|session|cookie|csrf|otp|bearer|license|seed|salt/i;

const uuid = /^\{?[\da-f]{8}-([\da-f]{4}-){3}[\da-f]{12}\}?$/i;

/** Number of characters of a text that may be a secret; a longer one is a file. */
const [shortest, longest] = [20, 512];

/** Minimum entropy in bits for each character: words have less, random base64 has more. */
const minEntropy = 3.5;
const minHexEntropy = 3;

/** True for a text that looks random, as a key or a token does, and whose name does not say what else it is. */
export function looksSecret(name: string, text: string): boolean {
  if (text.length < shortest || text.length > longest || !/^[\w+/=.~-]+$/.test(text)) return false;
  if (harmlessName.test(name) || uuid.test(text) || !/\d/.test(text) || !/[a-z]/i.test(text)) return false;
  const isTelling = tellingName.test(name);
  if (/^[\da-f]+$/i.test(text)) return isTelling && text.length >= 32 && entropyOf(text) >= minHexEntropy;
  // Words with separators, as in names of files, topics and versions.
  const parts = text.split(/[-_./]/);
  if (!isTelling && parts.length > 2 && parts.every((part) => part.length < 16)) return false;
  const isMixed = /[a-z]/.test(text) && /[A-Z]/.test(text);
  return (isMixed || isTelling) && entropyOf(text) >= minEntropy;
}

/** Shannon entropy in bits for each character. */
function entropyOf(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  let entropy = 0;
  for (const count of counts.values()) entropy -= (count / text.length) * Math.log2(count / text.length);
  return entropy;
}
