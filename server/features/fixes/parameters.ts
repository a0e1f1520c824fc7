import { say } from '../../texts/say';
import type { Fixer } from './fix';
import { repair } from './general';

/** Adds the encoding to the marked path parameter, or to all of the file that have none. */
export const addEncoding: Fixer = (context) => {
  const { definition, edit } = context;
  const parameters = definition.sections
    .flatMap(({ facts }) => facts.places)
    .flatMap(({ role, node }) => (role === 'parameter' && node.text('in') === 'path' ? [node] : []));
  const without = [...new Set(parameters)].filter((node) => !node.member('x-ms-url-encoding') && !node.member('$ref'));
  if (without.length < 2) return repair(context);
  const changes = without.flatMap((node) => edit.insert(node, 'x-ms-url-encoding', 'single'));
  return [...repair(context), { title: say`Add it to all ${without.length} path parameters`, changes }];
};
