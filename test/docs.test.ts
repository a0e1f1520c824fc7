/** The pages that people read: every link, picture, command and setting in them exists. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { commandTitles, manifestPages, settingIds } from './manifestPages';

const root = join(import.meta.dirname, '..');
const read = (file: string): string => readFileSync(join(root, file), 'utf8');

const below = (folder: string): string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => `${folder}/${name.replaceAll('\\', '/')}`);

const pages = ['README.md', 'CHANGELOG.md', 'CONTRIBUTING.md', 'SECURITY.md', ...below('docs')];

/** A page without its code, in which brackets are no links. */
const prose = (text: string): string => text.replace(/^(`{3,})[\s\S]*?^\1/gm, '').replace(/`[^`\n]*`/g, '``');

/** The targets of links and pictures. */
const targetsOf = (text: string): string[] =>
  [...prose(text).matchAll(/\]\(<?([^)>\s]+)>?(?: "[^"]*")?\)/g)].map(([, target]) => target!);

/** The anchors that GitHub gives headings: lower case, without punctuation, blanks as hyphens. */
function anchorsOf(text: string): Set<string> {
  const headings = text.replace(/^(`{3,})[\s\S]*?^\1/gm, '').matchAll(/^#+ +(.+)$/gm);
  const slugs = Array.from(headings, ([, heading]) =>
    heading!
      .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .trim()
      .replaceAll(' ', '-'),
  );
  return new Set(slugs);
}

function isThere(page: string, target: string): boolean {
  const [path = '', anchor] = target.split('#');
  const file = path === '' ? join(root, page) : resolve(root, dirname(page), decodeURI(path));
  if (!existsSync(file)) return false;
  if (anchor === undefined || statSync(file).isDirectory()) return true;
  return anchorsOf(read(relative(root, file))).has(anchor);
}

describe.each(pages)('%s', (page) => {
  const text = read(page);

  it('links only to what exists', () => {
    const local = targetsOf(text).filter((target) => !/^[a-z][a-z\d+.-]*:/i.test(target));
    expect(local.filter((target) => !isThere(page, target))).toEqual([]);
  });

  it('names only settings and commands that exist', () => {
    const named = [...text.matchAll(/\bflowWebhooks\.[\w.]*\w(?:\.\*)?/g)].map(([id]) => id);
    const ids = [...commandTitles.keys(), ...settingIds];
    const known = (id: string) =>
      id.endsWith('.*') ? ids.some((one) => one.startsWith(id.slice(0, -1))) : ids.includes(id);
    expect([...new Set(named)].filter((id) => !known(id))).toEqual([]);
  });
});

describe('docs/images', () => {
  const shown = pages.flatMap((page) =>
    targetsOf(read(page)).map((target) => relative(root, resolve(root, dirname(page), target)).replaceAll('\\', '/')),
  );

  it('holds only pictures that a page shows', () => {
    const there = readdirSync(join(root, 'docs', 'images')).map((name) => `docs/images/${name}`);
    expect(there.filter((picture) => !shown.includes(picture))).toEqual([]);
  });

  it('is quick to load: 300 KB for a picture, 1.5 MB for an animation', () => {
    const most = (name: string) => (name.endsWith('.gif') ? 1_500_000 : 300_000);
    const large = readdirSync(join(root, 'docs', 'images')).filter(
      (name) => statSync(join(root, 'docs', 'images', name)).size > most(name),
    );
    expect(large).toEqual([]);
  });
});

it('a picture says in words what it shows', () => {
  const pictures = pages.flatMap((page) => [...prose(read(page)).matchAll(/!\[([^\]]*)\]\(([^)]+)\)/g)]);
  expect(pictures.length).toBeGreaterThan(4);
  expect(pictures.filter(([, words]) => words!.trim().length < 20).map(([, , target]) => target)).toEqual([]);
});

describe('CHANGELOG.md', () => {
  const text = read('CHANGELOG.md');

  it('begins with the version of the manifest', () => {
    const [, version] = /^## \[([^\]]+)\] - (?:Unreleased|\d{4}-\d\d-\d\d)$/m.exec(text) ?? [];
    expect(version).toBe(JSON.parse(read('package.json')).version);
  });

  it('groups changes as Keep a Changelog does', () => {
    const groups = [...text.matchAll(/^### (.+)$/gm)].map(([, group]) => group);
    expect(groups.length).toBeGreaterThan(0);
    const known = ['Added', 'Changed', 'Deprecated', 'Removed', 'Fixed', 'Security'];
    expect(groups.filter((group) => !known.includes(group!))).toEqual([]);
  });
});

it.each([...manifestPages()])('%s is what the manifest says: run `npm run generate`', (page, text) => {
  expect(existsSync(join(root, page)) && read(page) === text, page).toBe(true);
});

it('docs/settings.md links to settings where the editor does', () => {
  const text = read('docs/settings.md');
  expect(text).not.toMatch(/#flowWebhooks/);
  expect(text).toContain('[`flowWebhooks.receiver.publicUrl`](#flowwebhooksreceiverpublicurl)');
});

it('docs/dependencies.md justifies every dependency, and no other package', () => {
  const { dependencies, devDependencies } = JSON.parse(read('package.json'));
  const rows = [...read('docs/dependencies.md').matchAll(/^\| `([^`]+)` \| \S/gm)].map(([, name]) => name);
  expect(rows.sort()).toEqual([...Object.keys(dependencies), ...Object.keys(devDependencies)].sort());
});

it('docs/commands.md has every command, by its title', () => {
  const rows = new Map(
    [...read('docs/commands.md').matchAll(/^\| \*\*(.+?)\*\* \| `(\S+)` \| \S/gm)].map(([, title, id]) => [id, title]),
  );
  expect(Object.fromEntries(rows)).toEqual(Object.fromEntries(commandTitles));
});
