import { type Definition, Listing, Memory } from './definition';
import { type Section, sectionNamed } from './sections';

/** True when something in a section may take a callback URL: most can't, and need not be searched for one. */
export const mayHaveCallback = (definition: Definition, { name }: Section): boolean =>
  definition.once(sectionsNearCallback).has(name);

const near = new Memory<ReadonlySet<string>>();

/** The names of the sections that contain a callback, or a reference that leads to one. */
const sectionsNearCallback = (definition: Definition): ReadonlySet<string> =>
  definition.keep(near, () => findNear(definition), isSameSet);

const withCallback = new Listing<string>(({ facts, name }) => (facts.callback ? [name] : []));

/** As one text for each section, so that it can be seen whether the references are the same after an edit: its name, and those of the sections that it refers to. */
const links = new Listing<string>(({ facts, name }) => {
  const used = new Set(facts.references.flatMap(({ target }) => sectionNamed(target) ?? []));
  return used.size > 0 ? [JSON.stringify([name, ...used])] : [];
});

function findNear(definition: Definition): Set<string> {
  const users = new Map<string, string[]>();
  for (const link of definition.collect(links)) {
    const [user, ...used] = JSON.parse(link) as [string, ...string[]];
    for (const name of used) {
      const known = users.get(name);
      if (known) known.push(user);
      else users.set(name, [user]);
    }
  }
  const pending = [...definition.collect(withCallback)];
  const found = new Set(pending);
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
    for (const user of users.get(name) ?? []) {
      if (found.has(user)) continue;
      found.add(user);
      pending.push(user);
    }
  }
  return found;
}

function isSameSet(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  return a.size === b.size && [...a].every((one) => b.has(one));
}
