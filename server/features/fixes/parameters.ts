import { isObject, type Member, type Node } from '../../documents/tree';
import type { Definition } from '../../model/definition';
import type { Change, Editor } from './edits';
import type { Fix, Fixer } from './fix';
import { holderOf, memberAt, repair } from './general';

/** Adds the encoding to the marked path parameter, or to all of the file that have none. */
export const addEncoding: Fixer = (context) => {
  const { definition, edit } = context;
  const without = placesOf(definition, 'parameter').filter(
    (node) => node.text('in') === 'path' && !node.member('x-ms-url-encoding') && !node.member('$ref'),
  );
  if (without.length < 2) return repair(context);
  const changes = without.flatMap((node) => edit.insert(node, 'x-ms-url-encoding', 'single'));
  return [...repair(context), { title: `Add it to all ${without.length} path parameters`, changes }];
};

function placesOf(definition: Definition, role: string): Node[] {
  const all = definition.sections.flatMap(({ facts }) => facts.places);
  return [...new Set(all.filter((place) => place.role === role).map(({ node }) => node))];
}

/** Renames a parameter in the path, in the path and where it is declared: services don't see its name. */
export const renameConnectionId: Fixer = ({ definition, finding, edit }) => {
  const parameter = holderOf(memberAt(finding.at));
  if (parameter?.text('in') !== 'path') return [];
  const paths = definition.root.get('paths');
  const item = paths?.members.find(({ value }) => value && isWithin(parameter, value));
  if (!isObject(paths) || !item) return [];
  const fix = renamePathParameter(edit, item, 'connectionId', 'linkId');
  return fix && !paths.member(renamedPath(item.key, 'connectionId', 'linkId')) ? [fix] : [];
};

const renamedPath = (path: string, from: string, to: string): string => path.replaceAll(`{${from}}`, `{${to}}`);

/** Undefined where the new name is taken, or where the parameter is declared elsewhere for several paths. */
function renamePathParameter(edit: Editor, path: Member, from: string, to: string): Fix | undefined {
  const item = path.value;
  if (!item || path.key.includes(`{${to}}`)) return undefined;
  const lists = [item, ...item.members.map(({ value }) => value)].map((node) => node?.get('parameters'));
  const declared = lists.flatMap((list) => list?.items ?? []);
  if (declared.some((one) => one.member('$ref'))) return undefined;
  const changes: Change[] = [...edit.rename(path, renamedPath(path.key, from, to))];
  for (const one of declared) {
    const name = one.get('name');
    if (name && one.text('in') === 'path' && name.value === from) changes.push(...edit.replace(name, to));
  }
  return { title: `Rename it to "${to}"`, changes };
}

function isWithin(node: Node, holder: Node): boolean {
  for (let at: Node | undefined = node; at; at = at.parent) if (at === holder) return true;
  return false;
}
