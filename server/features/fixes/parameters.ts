import type { Node } from '../../documents/tree';
import type { Definition } from '../../model/definition';
import type { Role } from '../../model/walk';
import type { Fixer } from './fix';
import { repair } from './general';

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

function placesOf(definition: Definition, role: Role): Node[] {
  const all = definition.sections.flatMap(({ facts }) => facts.places);
  return [...new Set(all.filter((place) => place.role === role).map(({ node }) => node))];
}
