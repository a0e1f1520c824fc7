/** Damages a connector's webhook, checks it, and compares what is found with what had to be. */
import { findNodeAtLocation, getLocation, type Node, parse, parseTree } from 'jsonc-parser';
import { OpenDocument } from '../../server/documents/document';
import { definitionOf, validate } from '../../server/features/validate';
import type { JsonObject } from '../../server/protocol/json';
import type { Connector } from '../documents/connectors';
import type { Damage } from './damages';
import { type Path, type Webhook, webhooksIn } from './webhooks';

export interface Outcome {
  connector: string;
  damage: string;
  webhook: string;
  /** An expected code within the lines of a damaged node. */
  found: boolean;
  /** Errors elsewhere that the damage does not explain: code and path. */
  stray: string[];
  /** Everything that the damage brought, for the message. */
  brought: string[];
}

interface Mark {
  code: string;
  severity: number;
  path: string;
  lines: [number, number];
}

function marksOf(uri: string, text: string): Mark[] {
  const document = new OpenDocument(uri, 'json', 1, text);
  return validate(document, definitionOf(document), {}).map(({ code, severity, range }) => ({
    code: String(code),
    severity: severity ?? 1,
    path: getLocation(text, document.offsetAt(range.start) + 1).path.join('/'),
    lines: [range.start.line, range.end.line],
  }));
}

/** Applies every damage that fits to some of the connector's webhooks. */
export function damageConnector(connector: Connector, damages: Damage[], webhooksPerConnector: number): Outcome[] {
  const data = parse(connector.text) as JsonObject;
  const known = new Set(
    marksOf(connector.uri, JSON.stringify(data, null, 2)).map(({ code, path }) => `${code} ${path}`),
  );
  const webhooks = webhooksIn(data).slice(0, webhooksPerConnector);
  return webhooks.flatMap((webhook) =>
    damages.flatMap((damage) => {
      const outcome = tryDamage(connector, data, webhook, damage, known);
      return outcome ? [outcome] : [];
    }),
  );
}

function tryDamage(
  connector: Connector,
  data: JsonObject,
  webhook: Webhook,
  damage: Damage,
  known: Set<string>,
): Outcome | undefined {
  const root = structuredClone(data);
  const damaged = damage.apply(root, webhook);
  if (!damaged) return undefined;
  const text = JSON.stringify(root, null, 2);
  const tree = parseTree(text)!;
  const areas = damaged.map((path) => linesOf(text, tree, path));
  const marks = marksOf(connector.uri, text);
  const inside = (mark: Mark): boolean => areas.some(([from, to]) => mark.lines[0] >= from && mark.lines[1] <= to);
  const fresh = marks.filter(({ code, path }) => !known.has(`${code} ${path}`));
  const explained = damage.consequences ?? [];
  return {
    connector: connector.name,
    damage: damage.name,
    webhook: webhook.operation.join('/'),
    found: marks.some((mark) => damage.codes.includes(mark.code) && inside(mark)),
    stray: fresh
      .filter((mark) => mark.severity === 1 && !inside(mark) && !explained.includes(mark.code))
      .map(({ code, path }) => `${code} at ${path}`),
    brought: fresh.map(({ code, path }) => `${code} at ${path}`),
  };
}

/** The lines of a node with its key. */
function linesOf(text: string, tree: Node, path: Path): [number, number] {
  const node = findNodeAtLocation(tree, path);
  if (!node) throw new Error(`Nothing at ${path.join('/')}`);
  const from = node.parent?.type === 'property' ? node.parent : node;
  const line = (offset: number): number => text.slice(0, offset).split('\n').length - 1;
  return [line(from.offset), line(from.offset + from.length)];
}
