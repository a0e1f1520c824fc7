import { describe, expect, it } from 'vitest';
import { problemsOf, type Release } from './release';

const home = 'https://github.com/contoso/hooks';

const ready = (): Release => ({
  manifest: {
    version: '1.2.3',
    publisher: 'contoso',
    repository: { url: `${home}.git` },
    homepage: home,
    bugs: { url: `${home}/issues` },
  },
  service: { version: '1.2.3' },
  changelog: '# Changelog\n\n## [1.2.3] - 2026-12-01\n\n- Faster.\n',
  readme: '# Hooks\n\n![The view](media/icon.png)\n',
  tag: 'v1.2.3',
});

describe('the check before a release', () => {
  it('accepts a version that is ready', () => expect(problemsOf(ready())).toEqual([]));

  const faults: [what: string, change: (release: Release) => void, problem: RegExp][] = [
    [
      'a placeholder as the publisher',
      ({ manifest }) => (manifest.publisher = 'flow-webhooks'),
      /publisher .* placeholder/,
    ],
    [
      'a placeholder as the repository',
      ({ manifest }) => (manifest.bugs.url = 'https://github.com/flow-webhooks/flow-webhooks/issues'),
      /repository is a placeholder/,
    ],
    ['a private manifest', ({ manifest }) => (manifest.private = true), /private/],
    ['a language service of another version', ({ service }) => (service.version = '1.2.2'), /1\.2\.2, not 1\.2\.3/],
    ['the tag of another version', (release) => (release.tag = 'v1.2.4'), /v1\.2\.4 is not v1\.2\.3/],
    [
      'a version without a dated section in the changelog',
      (release) => (release.changelog = '## 1.2.3\n'),
      /no dated section/,
    ],
    [
      'a version that is not released',
      (release) => (release.changelog = '## [1.2.3] - Unreleased\n'),
      /no dated section/,
    ],
    ['a picture that does not exist', (release) => (release.readme += '![x](media/none.png)'), /media\/none\.png/],
  ];

  it.each(faults)('refuses %s', (_, change, problem) => {
    const release = ready();
    change(release);
    expect(problemsOf(release)).toEqual([expect.stringMatching(problem)]);
  });
});
