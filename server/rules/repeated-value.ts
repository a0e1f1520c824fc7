import type { Place } from '../model/walk';
import { say } from '../texts/say';
import { inCertification, type Report, type Rule, type RuleDocs } from './rule';

/** Microsoft's validator: ArrayDuplicateValue, ResponseHeadersAreNotUnique. */
export const repeatedValue: Rule = {
  code: 'repeated-value',
  summary: 'A list of tags, media types or schemes contains a value twice, or a response has the same header twice.',
  severity: inCertification('warning'),
  places: { root: checkLists, operation: checkLists, response: checkHeaders },
};

function checkLists({ node }: Place, report: Report): void {
  for (const key of ['tags', 'consumes', 'produces', 'schemes']) {
    const seen = new Set<unknown>();
    for (const item of node.get(key)?.items ?? []) {
      if (item.kind !== 'string') continue;
      if (seen.has(item.value)) report({ node: item }, say`"${item.value}" is in this list twice. Remove one of them.`);
      seen.add(item.value);
    }
  }
}

/** HTTP does not distinguish capitals in the names of headers. */
function checkHeaders({ node }: Place, report: Report): void {
  const headers = node.get('headers')?.members ?? [];
  if (headers.length < 2) return;
  const seen = new Map<string, string>();
  for (const member of headers) {
    const other = seen.get(member.key.toLowerCase());
    seen.set(member.key.toLowerCase(), member.key);
    if (other !== undefined && other !== member.key)
      report({ key: member }, say`This is the same header as \`${other}\`: capitals don't count. Remove one of them.`);
  }
}

export const docs: RuleDocs = {
  topic: 'structure',
  source: { validator: ['ArrayDuplicateValue', 'ResponseHeadersAreNotUnique'] },
  why: "Microsoft's validator rejects a list that contains a value twice, and headers of a response that differ only in case. [schema-contradiction](schema-contradiction.md) checks the values of `enum` and the names in `required`.",
  fix: 'Remove one of the two, as the quick fix does.',
  incorrect: [{ within: 'action', text: '"consumes": ["application/json", "application/json"]' }],
  correct: [{ within: 'action', text: '"consumes": ["application/json"]' }],
};
