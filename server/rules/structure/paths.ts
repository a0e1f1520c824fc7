import type { Member, Node } from '../../documents/tree';
import { methods, type Place } from '../../model/walk';
import { say } from '../../texts/say';
import { type Details, type Report, rejectedByCertification, valueAt } from '../rule';
import { kindText } from './marks';

/** Checks the keys of `paths`: the form of each, and that no two are the same. */
export function checkPaths({ node, parent }: Place, report: Report): void {
  checkNames(node, report);
  const base = (parent?.node.text('basePath') ?? '').replace(/(?<!\/)\/*$/, '/');
  const byTemplate = new Map<string, Member>();
  for (const member of node.members) {
    const { key, value } = member;
    if (!key.startsWith('/')) continue;
    const { bare, fault } = formOf(key);
    if (fault && !(fault.harmlessAlone && !isPathItem(value))) report({ key: member }, fault.sentence, fault.details);
    if (base !== '/' && key.startsWith(base))
      report(
        { key: member },
        say('This path begins with `basePath`, so calls go to an address that has it twice. Remove it here.'),
        { severity: 'information' },
      );
    const other = byTemplate.get(bare);
    byTemplate.set(bare, member);
    // The reader reports equal keys.
    if (other && other.key !== key) checkSame(member, other, report);
  }
}

function checkNames(paths: Node, report: Report): void {
  for (const member of paths.members) {
    const { key, value } = member;
    if (key.startsWith('/')) {
      if (value && value.kind !== 'object')
        report(valueAt(member), say`A path must be an object with methods, not ${kindText(value.kind)}.`);
    } else if (!/^x-/i.test(key)) {
      const path = isPathItem(value) ? withSlash(key) : undefined;
      const isFree = path !== undefined && !paths.member(path) && !formOf(path).fault;
      report(
        { key: member },
        /^\w+:\/\//.test(key)
          ? say`A path must begin with a slash: import rejects the URL "${key}". Its host belongs in \`host\`.`
          : say`A path must begin with a slash: import rejects "${key}".`,
        { repair: isFree ? { key: path } : undefined },
      );
    }
  }
}

function isPathItem(value: Node | undefined): boolean {
  return methods.some((method) => value?.get(method) !== undefined);
}

/** A path with its slash, and without the origin of a URL. */
function withSlash(key: string): string {
  return `/${key
    .trim()
    .replace(/^\w+:\/\/[^/?#]*/, '')
    .replace(/^[/\\]+/, '')}`;
}

/** Reports paths that are the same but for capitals, or but for the names of variables under one method. */
function checkSame(member: Member, other: Member, report: Report): void {
  const capitals = other.key.toLowerCase() === member.key.toLowerCase();
  const method = methods.find((one) => other.value?.get(one) && member.value?.get(one));
  if (!capitals && !method) return;
  const why = capitals ? say('upper and lower case count as the same') : say`both have a ${method!.toUpperCase()}`;
  report(
    { key: member },
    say`This is the same path as "${other.key}", because ${why}. Import rejects the second one.`,
    {
      related: [{ at: { key: other }, message: say('The other one.') }],
    },
  );
}

interface PathForm {
  /** The path without the names of its parameters, by which services distinguish paths. */
  bare: string;
  /** `harmlessAlone`: not worth a word where the path has no operations, so that nothing is called there. */
  fault?: { sentence: string; details?: Details; harmlessAlone?: true };
}

/** Kept from version to version, since nearly all paths stay the same. */
const pathForms = new Map<string, PathForm>();
const maxPathForms = 20_000;

function formOf(path: string): PathForm {
  let form = pathForms.get(path);
  if (!form) {
    if (pathForms.size >= maxPathForms) pathForms.clear();
    const fault = pathFault(path);
    form = { bare: path.toLowerCase().replace(/\{[^{}]+\}/g, '{}'), ...(fault && { fault }) };
    pathForms.set(path, form);
  }
  return form;
}

/**
 * What is wrong with the form of a path. The errors are the validator's rules OperationPathTemplateNotValid,
 * OperationPathMayNotContainQueryOrFragment, OperationPathVariablesContainDefaults and
 * OperationPathContainsUnsupportedCharacters.
 */
function pathFault(path: string): PathForm['fault'] {
  const names = path.match(/\{[^{}]+\}/g) ?? [];
  if (/[{}]/.test(path.replace(/\{[^{}]+\}/g, '')) || names.some((name) => name.includes('/')))
    return { sentence: say('A parameter in a path must be a name in braces within one segment, as in `{name}`.') };
  if (/[?#]/.test(path))
    return {
      sentence: say(
        'A path must not have a query or a fragment: import rejects it. Declare parameters with `in: query` instead.',
      ),
      details: { subject: 'query' },
    };
  if (names.some((name) => name.includes('=')))
    return { sentence: say('A parameter in a path must not have a default in it. Remove `=` and what follows it.') };
  if (path.includes('*')) return { sentence: say('A path must not have wildcards: import rejects a `*` in it.') };
  if (path.includes('//'))
    return {
      sentence: say('This path has two slashes in a row. Is a segment missing?'),
      harmlessAlone: true,
      details: { severity: 'information' },
    };
  const severity = rejectedByCertification;
  // Names of parameters may have spaces.
  if (/\s/.test(path.replace(/\{[^{}]*\}/g, '')))
    return { sentence: say('A path must not have spaces.'), details: { severity } };
  if (new Set(names).size < names.length)
    return { sentence: say('This path has the same parameter twice.'), details: { severity } };
  return undefined;
}
