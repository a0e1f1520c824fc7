/**
 * Compares the extract of GitHub's OpenAPI description that the stand-in is held to with the newest one on npm.
 * Run by `npm run drift`, outside `npm test`, because it downloads the package (29 MB packed).
 * With `--write` it refreshes the extract instead.
 */

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { escapePointer } from '../../server/protocol/pointer';

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
type JsonMap = { [key: string]: Json };

const checkedIn = fileURLToPath(new URL('../../schemas/githubHooks.openapi.json', import.meta.url));
const packageName = '@octokit/openapi';
const description = 'package/generated/api.github.com.json';

/** The paths of the stand-in; of `/user` only GET. */
const wanted = (route: string) => /^\/(repos\/\{owner\}\/\{repo\}|orgs\/\{org\})\/hooks(\/|$)/.test(route);

/** Keys of prose and examples, which change often and are not part of the contract. */
const prose = new Set(['description', 'summary', 'example', 'examples', 'tags', 'x-github', 'x-octokit']);
/** Keys of maps with arbitrary names, which may include `description`. */
const maps = new Set(['properties', 'paths', 'responses', 'schemas', 'parameters', 'headers', 'content']);

function withoutProse(value: Json, names = false): Json {
  if (Array.isArray(value)) return value.map((item) => withoutProse(item));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => names || !prose.has(key))
      .map(([key, child]) => [key, withoutProse(child, !names && maps.has(key))]),
  );
}

/** Returns only the components that `paths` refer to; references are kept. */
function reachable(source: JsonMap, paths: JsonMap): JsonMap {
  const components: JsonMap = {};
  const visit = (value: Json): void => {
    if (value === null || typeof value !== 'object') return;
    for (const [key, child] of Object.entries(value)) {
      if (key !== '$ref' || typeof child !== 'string') {
        visit(child);
        continue;
      }
      const [kind, name] = child.replace('#/components/', '').split('/') as [string, string];
      components[kind] ??= {};
      const known = components[kind] as JsonMap;
      if (name in known) continue;
      known[name] = withoutProse((source[kind] as JsonMap)[name]!);
      visit(known[name]);
    }
  };
  visit(paths);
  return sorted(components) as JsonMap;
}

function sorted(value: Json): Json {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return value;
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((key) => [key, sorted(value[key]!)]),
  );
}

/** Returns the events that webhooks of repositories and organizations may subscribe to. */
function events(webhooks: JsonMap): JsonMap {
  const byTarget: Record<string, Set<string>> = { repository: new Set(), organization: new Set() };
  for (const webhook of Object.values(webhooks) as JsonMap[]) {
    const about = (webhook.post as JsonMap)['x-github'] as JsonMap;
    for (const target of about['supported-webhook-types'] as string[]) {
      byTarget[target]?.add((about.subcategory as string).replaceAll('-', '_'));
    }
  }
  return Object.fromEntries(Object.entries(byTarget).map(([target, names]) => [target, [...names].sort()]));
}

function extract(source: JsonMap): JsonMap {
  const all = source.paths as JsonMap;
  const paths = withoutProse(
    Object.fromEntries(Object.entries(all).filter(([route]) => wanted(route))),
    true,
  ) as JsonMap;
  paths['/user'] = withoutProse({ get: (all['/user'] as JsonMap).get! });
  return {
    openapi: source.openapi!,
    info: {
      title: "Extract of GitHub's OpenAPI description: webhooks of repositories and organizations",
      version: (source.info as JsonMap).version!,
      license: (source.info as JsonMap).license!,
      'x-origin': `npm package ${packageName}, generated/api.github.com.json, made from https://github.com/github/rest-api-description`,
    },
    'x-hook-events': events(source['x-webhooks'] as JsonMap),
    paths,
    components: reachable(source.components as JsonMap, paths),
  };
}

/** Returns the JSON pointers at which two values differ. */
function differences(before: Json | undefined, after: Json | undefined, pointer = ''): string[] {
  if (isDeepStrictEqual(before, after)) return [];
  const maps = [before, after].every((value) => value !== null && typeof value === 'object');
  if (!maps) return [pointer];
  const keys = new Set([...Object.keys(before as JsonMap), ...Object.keys(after as JsonMap)]);
  return [...keys].flatMap((key) =>
    differences((before as JsonMap)[key], (after as JsonMap)[key], `${pointer}/${escapePointer(key)}`),
  );
}

function newest(): JsonMap {
  const folder = mkdtempSync(path.join(tmpdir(), 'github-openapi-'));
  try {
    const packed = execFileSync('npm', ['pack', `${packageName}@latest`, '--json', '--pack-destination', folder], {
      cwd: folder,
      encoding: 'utf8',
    });
    const [{ filename }] = JSON.parse(packed) as [{ filename: string }];
    execFileSync('tar', ['-xzf', filename, description], { cwd: folder });
    return extract(JSON.parse(readFileSync(path.join(folder, description), 'utf8')));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const fresh = newest();
const version = (fresh.info as JsonMap).version;
if (process.argv.includes('--write')) {
  writeFileSync(checkedIn, `${JSON.stringify(fresh, null, 1)}\n`);
  console.log(`Wrote the hooks part of ${packageName} ${version}. Now run the tests in test/support.`);
} else {
  // A new package version with the same webhooks part is not a drift.
  const found = differences(JSON.parse(readFileSync(checkedIn, 'utf8')), fresh).filter((at) => at !== '/info/version');
  if (found.length === 0) {
    console.log(`GitHub's hooks API is as in ${packageName} ${version}.`);
  } else {
    console.error(
      [
        `GitHub's hooks API differs from the checked-in extract (${packageName} ${version}):`,
        ...found.map((pointer) => `  ${pointer}`),
        'To repair: npm run drift -- --write, then npx vitest run test/support, and bring client/demo/github',
        'and client/webhooks in line with what changed.',
      ].join('\n'),
    );
    process.exitCode = 1;
  }
}
