/**
 * What must be true before a version is published. Usage: npm run release:check -- [TAG]
 *
 * Placeholders stand for what only the owner of the project knows, and are refused here.
 */
import { existsSync, readFileSync } from 'node:fs';

interface Manifest {
  version: string;
  publisher: string;
  private?: boolean;
  repository: { url: string };
  homepage: string;
  bugs: { url: string };
}

export interface Release {
  manifest: Manifest;
  /** The manifest of the language service, which is published with it. */
  service: { version: string };
  changelog: string;
  readme: string;
  /** The tag that publishes; undefined outside a release. */
  tag?: string;
}

/** Until the project has a home. */
const placeholders = { publisher: 'flow-webhooks', repository: 'github.com/flow-webhooks/flow-webhooks' };

/** Returns what keeps a version from being published. */
export function problemsOf({ manifest, service, changelog, readme, tag }: Release): string[] {
  const { version, publisher, repository, homepage, bugs } = manifest;
  const addresses = [repository.url, homepage, bugs.url];
  const problems: [isProblem: boolean, message: string][] = [
    [publisher === placeholders.publisher, `The publisher ${publisher} is a placeholder.`],
    [addresses.some((url) => url.includes(placeholders.repository)), 'The repository is a placeholder.'],
    [manifest.private === true, 'The manifest says "private".'],
    [service.version !== version, `server/package.json has the version ${service.version}, not ${version}.`],
    [tag !== undefined && tag !== `v${version}`, `The tag ${tag} is not v${version}.`],
    [
      !new RegExp(`^## \\[?${version.replaceAll('.', '\\.')}\\]? - \\d{4}-\\d\\d-\\d\\d$`, 'm').test(changelog),
      `CHANGELOG.md has no dated section for ${version}.`,
    ],
    [/\bTODO\b/.test(readme), 'README.md has a TODO.'],
    ...imagesOf(readme).map((file): [boolean, string] => [
      !existsSync(file),
      `README.md shows ${file}, which does not exist.`,
    ]),
  ];
  return problems.filter(([isProblem]) => isProblem).map(([, message]) => message);
}

/** The local images of a page. */
const imagesOf = (page: string): string[] =>
  [...page.matchAll(/!\[[^\]]*\]\((?!https?:)([^)\s]+)\)/g)].map(([, file]) => file!);

if (process.argv[1]?.endsWith('release.ts')) {
  const read = (file: string): string => readFileSync(file, 'utf8');
  const problems = problemsOf({
    manifest: JSON.parse(read('package.json')),
    service: JSON.parse(read('server/package.json')),
    changelog: read('CHANGELOG.md'),
    readme: read('README.md'),
    tag: process.argv[2],
  });
  for (const problem of problems) console.error(problem);
  if (problems.length > 0) process.exitCode = 1;
}
