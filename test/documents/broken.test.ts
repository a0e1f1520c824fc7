import { findNodeAtLocation, type Node, parseTree } from 'jsonc-parser';
import { describe, expect, test } from 'vitest';
import { OpenDocument } from '../../server/documents/document';
import { findingsByKey } from '../rules/fixture';
import { connector } from './connectors';
import { type Fault, faults } from './faults';

const names = [
  'githubWebhookSample.swagger.json',
  'Leadinfo',
  'Survey123',
  'Team Forms',
  'absentify',
  'Pushcut',
  'Huddle US',
];

interface Subject {
  name: string;
  text: string;
  findings: string[];
  /** Members to damage, by section and key. */
  places: [path: string, node: Node][];
}

/** The text with a finding in every operation, so that there are findings on all sides of a fault. */
function planted(text: string): string {
  return text.replaceAll('"operationId":', '"x-ms-sumary": "planted", "operationId":');
}

const subjects = names.map((name): Subject => {
  const text = planted(connector(name).text);
  const tree = parseTree(text)!;
  const places = ['paths', 'definitions'].flatMap((section) => {
    const properties = findNodeAtLocation(tree, [section])?.children ?? [];
    const chosen = new Set([properties[0], properties[Math.floor(properties.length / 2)], properties.at(-1)]);
    return [...chosen].flatMap((property): [string, Node][] =>
      property ? [[`/${section}/${property.children![0]!.value}`, property.children![1]!]] : [],
    );
  });
  return { name, text, findings: findingsOf(text), places };
});

function read(text: string): OpenDocument {
  return new OpenDocument('file:///a.swagger.json', 'json', 1, text);
}

function findingsOf(text: string): string[] {
  return findingsByKey(read(text)).filter((finding) => !finding.includes(' syntax '));
}

/** Findings about other places than the damaged one. */
function elsewhere(findings: string[], place: string): string[] {
  // A finding reported once for the whole document is at its first occurrence, which may be in the damaged place.
  return findings.filter((finding) => !finding.includes(` at ${place}`) && !finding.includes(` with ${place}`));
}

function lineOf(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length - 1;
}

function checkFault(subject: Subject, fault: Fault, path: string, node: Node): void {
  const broken = fault.inject(subject.text, node);
  if (!broken) return;
  const where = `${subject.name}, ${path}`;
  const document = read(broken.text);
  const syntax = document.problems().filter(({ code }) => code === 'syntax');
  const line = lineOf(broken.text, broken.offset);
  const off = syntax.map(({ start }) => lineOf(broken.text, start) - line);
  expect(off, `${where}: one fault, reported once`).toHaveLength(1);
  expect(Math.abs(off[0]!), `${where}: near the fault`).toBeLessThanOrEqual(2);
  expect(elsewhere(findingsOf(broken.text), path), where).toEqual(elsewhere(subject.findings, path));
}

describe.each(faults)('$name', (fault) => {
  test.each(subjects)('in $name', (subject) => {
    for (const [path, node] of subject.places) checkFault(subject, fault, path, node);
  });
});
