/** Regular expressions that `recheck` does not call safe, each with what bounds its input or its time. */
const entries: [RegExp, string][] = [
  [
    /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g,
    'Applied to valid JSON alone, in which every string ends.',
  ],
  [
    /(^|[-_.])(id|ids|uuid|guid|sha\d*|etag|digest|checksum|hash|md5|version|cursor|url|uri|href|path|before|after|head|base|commit|tree|ref|avatar|image|icon|data|content|body|payload|text|html|type|boundary)$|(Id|Ids|Uuid|Guid|Sha|Digest|Checksum|Url|Uri|Href|Path|Data|Content)$/,
    'A name of at most 64 characters, or of a member; alternatives begin differently, and only a suffix is looked for.',
  ],
  [
    /\b(?:gh[opsur]_|github_pat_|glpat-|xox[a-z]-|sk_live_|sk_test_|rk_live_|whsec_|sk-|AKIA|ASIA|AIza|ya29\.|SG\.)[\w./-]{8,}/g,
    'A prefix of fixed letters, then one class up to its end: what matches is not read again. Measured in longTexts.test.ts.',
  ],
  [
    /(?<![\w-])(?=[\w-]+\.[\w-]+\.)([\w-]*?)(\beyJ[\w-]+\.[\w-]+\.[\w-]*)/g,
    'Begins once in each word, and its parts are divided by full stops. Measured in longTexts.test.ts.',
  ],
  [
    /\bname=(")([^"\r\n]{1,64})"()[^\r\n]{0,200}\r?\n\r?\n([^\r\n]{1,1024})/g,
    'Each part has a maximum: 64, 200 and 1,024 characters behind one `name="`.',
  ],
  [/apiDefinition[^/]*$|\.swagger\./i, 'The name of a file.'],
  [/\/api(?:Definition|Properties)[^/]*$|\.swagger\.[^/]+$/i, 'The name of a file.'],
  [
    /^\s*(\$\s+)?(:\s.*&&\s+)?((printf|tail)\s[\s\S]*\|\s*)?curl(\.exe)?\s/,
    'What the person pastes or has in the clipboard. It is anchored, and tried once.',
  ],
  [/(?:\\u[0-9A-F]{4}|\\.|[^\\]){1,600}/g, 'Alternatives that exclude each other, over a body of at most 64 KB.'],
  [
    /^((url|endpoint|webhook|callback|subscription|hook)[._\s-]?)?(verif\w*|validat\w*|challenge|handshake)([._\s-](request|challenge|url|endpoint))?$/i,
    'A name in a handshake of at most 64 KB. Anchored; the parts begin with different words.',
  ],
  [/("(?:[^"\\]|\\.)*")|[:,]/g, 'Applied to JSON that was just written, in which every string ends.'],
  [/([a-z*][\w*.-]*)=:([\w+/=]*):/g, 'One header: Node takes at most 32 KB for all of them.'],
  [
    /([a-z*][\w*.-]*)=(\(([^()]*)\)((?:;[a-z][\w-]*=(?:"[^"]*"|\d+))*))/g,
    'One header: Node takes at most 32 KB for all of them.',
  ],
  [
    /-----BEGIN [A-Z ]+-----[^-]+-----END [A-Z ]+-----/,
    'A key that the person pastes or a provider publishes at its fixed host.',
  ],
  [
    /(-----BEGIN [A-Z ]+-----)(.+)(-----END)/,
    'A key that the person pastes or a provider publishes at its fixed host.',
  ],
  [/"[^"\\]*(?:\\.[^"\\]*)*"|[[\]{}]/g, 'Applied to valid JSON of at most 2 MB, in which every string ends.'],
  [/\/?([?#].*)?$/, 'A URL, which has no line end: what begins matches.'],
  [/<!--[\s\S]*?-->|<(script|style|title|head)\b[\s\S]*?<\/\1\s*>/gi, 'The first 8,000 characters of a response.'],
  [/<title[^>]*>([\s\S]*?)<\/title/i, 'The first 8,000 characters of a response.'],
  [/<[^>]*>/g, 'The first 8,000 characters of a response.'],
  [/:\s*(?:#.*)?$/, 'One line, whose end was trimmed: blanks are read once behind each colon.'],
  [
    /^(?:"((?:[^"\\]|\\.)*)"|'((?:[^']|'')*)'|([^\s"'#&*!|>%@`?[\]{},-][^#]*?|-[^\s].*?))\s*:(?:\s|$)/,
    'The first 1,026 characters of a line: a key is not longer.',
  ],
  [
    /\\([\\`*_{}[\]<>()#+!|~-])|`([^`]*)`|\*{1,2}((?:\\.|[^*\n\\])+)\*{1,2}|\[([^\]\n]+)\]\(([^)\s]+)\)/g,
    'Texts of this extension, which are in its rules.',
  ],
  [/(?:^|\/)(?:apiDefinition[^/]*\.(?:jsonc?|ya?ml)|[^/]*\.swagger\.[^/]+)$/i, 'The name of a file.'],
  [
    /@\{?\s*connectionParameters\(\s*'([^':]+)'\s*(?:,\s*''\s*)?\)/gi,
    'One string of a policy. Each use begins with a fixed name, and its parts are divided by quotes.',
  ],
  [
    /\b(?:class|record)\s{1,40}(\w{1,100})\s{0,40}(?:<[^<>{};]{0,200}>)?\s{0,40}(?::([^{};]{0,1000}))?\{/g,
    'Each part has a maximum in the expression itself.',
  ],
  [
    /^(?:on|when|new|an?|is|the|to|for|of|by|id|api|v\d+|create[ds]?|add(?:ed|s)?|update[ds]?|change[ds]?|delete[ds]?|remove[ds]?|post|put|del|(?:web)?hooks?|web|un|subscri\w*|unsubscri\w*|(?:un|de)?regist\w*|triggers?|events?|notifications?|callbacks?)$/,
    'One word of a name. Anchored at both ends.',
  ],
  [
    /(?:\s*\([^()]*\))?[\s([-]+(?:(?:v|version )\d{1,3}(?:\.\d{1,3})?|deprecated|legacy|preview)\W*$/,
    'The first characters of a summary, which are cut to a maximum before.',
  ],
  [
    /\\([\\$},|])|\$(?:\d+|\{\d+(?::((?:\\.|[^}\\])*)|\|((?:\\.|[^|\\])*)\|)?\})/g,
    'Snippets of this extension and of yaml-language-server.',
  ],
  [/‹(\d+)(?::([^›]*)|\|([^›]*))?›/g, 'Snippets of this extension.'],
  [
    /^(?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^\s"'#&*!|>%@`?[\]{},-][^#]*?|-[^\s].*?)(?=\s*:(?:\s|$))/,
    'One line up to the cursor, when completion is asked for.',
  ],
  [/(?:^|\s+)#.*$/, 'One line, when completion is asked for.'],
  [
    /@\{?\s*connectionParameters\(\s*'([^']+)'\s*(?:,\s*'([^']*)'\s*)?\)\s*\}?/gi,
    'One string of a policy. Each use begins with a fixed name, and its parts are divided by quotes.',
  ],
  [
    /^(title|description|default|format|type|required|example|readOnly|discriminator|externalDocs|xml|pattern|(min|max)\w+|multipleOf|unique\w+|x-.*)$/,
    'One key. Anchored at both ends; at most one class follows.',
  ],
  [
    /^(?:\$\s+)?(?::\s.*&&\s+)?(?:((?:printf|tail)\s[\s\S]*?)\|\s*)?(curl(?:\.exe)?\s[\s\S]*)$/i,
    'A sample that the person pastes. It is anchored, and tried once.',
  ],
  [
    /^(?:(?:application|audio|chemical|font|haptics|image|message|model|multipart|text|video)\/|x-[\w-]+\/|\*\/)[^\s/;]+\s*(?:;.*)?$/i,
    'One media type. Anchored; a class without blanks, then blanks, then a semicolon.',
  ],
  [
    /^(?:(?:[^\s/\\?#@{}[\]:*,]|\{\{[^{}]*\}\}|#\{[^{}]*\}#?|\$\{[^{}]*\}|@\{?environmentVariables\([^()]*\)\}?|\[[\da-f:.]+\])+(?::\d+)?)?$/i,
    'A host. The alternatives begin differently and each ends in its own bracket.',
  ],
  [/^(?:\w+:\/\/[^/?#]*)?\/*(?!\/)([^\s?#]*)$/, 'A base path. The lookahead keeps slashes from being given back.'],
  [/(?:^|[\n;=(>])[ \t]*(?:invoke-webrequest|invoke-restmethod|iwr|irm)[ \t]/i, 'A sample that the person pastes.'],
  [
    /@"[ \t]*\r?\n([\s\S]*?)\r?\n"@|@'[ \t]*\r?\n([\s\S]*?)\r?\n'@|"((?:[^"`]|`[\s\S]|"")*)"|'((?:[^']|'')*)'|`\r?\n|(\r?\n|;)|(@\{|[(){}=,])|#[^\n]*|([^\s(){}=;,"'`]+)/g,
    'A sample that the person pastes.',
  ],
  [/^ *(\w+) *: *(.*?) *$/, 'One line that the person types.'],
];

export const bounded: Record<string, string> = Object.fromEntries(entries.map(([form, why]) => [String(form), why]));
