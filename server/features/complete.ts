import type { CompletionItem } from 'vscode-languageserver-protocol';
import type { OpenDocument } from '../documents/document';
import type { YamlEngine } from '../engine/yamlEngine';
import type { Definition } from '../model/definition';
import { triggerFacts } from '../model/triggers';
import { type ClientSupport, fullSupport } from './clientSupport';
import { takesCallback } from './completion/callbackPlace';
import { type Candidate, toItem } from './completion/candidate';
import { type Context, contextAt, contextOf } from './completion/context';
import type { CursorSlot } from './completion/cursorSlot';
import { cursorSlotAt } from './completion/cursorSlotAt';
import { extensionKeys, extensionValues, notificationContentKeys, type Surroundings } from './completion/extensions';
import { fitItem } from './completion/fitItem';
import { namesFor } from './completion/names';
import { scaffolds } from './completion/scaffolds';
import { swaggerCandidates } from './completion/swagger';
import { yamlItems } from './completion/yamlItems';

/**
 * The completions at an offset of a definition: webhook keys, values and whole triggers first, then Swagger's own.
 * @param definition the model of the document's current text; without it no names of the document are offered
 */
export async function complete(
  document: OpenDocument,
  definition: Definition | undefined,
  offset: number,
  engine: YamlEngine,
  support: ClientSupport = fullSupport,
): Promise<CompletionItem[]> {
  const spot = cursorSlotAt(document, offset);
  if (!spot) return [];
  const items: CompletionItem[] = [];
  const labels = new Set<string>();
  for (const view of viewsOf(spot)) {
    for (const candidate of candidatesAt(view, definition)) {
      if (labels.has(candidate.label)) continue;
      const item = toItem(document, view, candidate, items.length, support.snippets);
      if (!item) continue;
      labels.add(candidate.label);
      items.push(item);
    }
  }
  const more = spot.yaml ? await yamlItems(document, definition, spot, offset, engine, labels) : [];
  return [...items, ...more].map((item) => fitItem(document, item, support));
}

/** The slots that the cursor may be in: in YAML the text alone does not always decide. */
function viewsOf(spot: CursorSlot): CursorSlot[] {
  const { yaml, slot, path } = spot;
  if (yaml?.itemPath) return [spot, { ...spot, slot: 'key', path: yaml.itemPath, siblings: new Map() }];
  if (slot !== 'key' || !yaml?.undecided || path.length === 0) return [spot];
  const dashed: CursorSlot = { ...spot, slot: 'item', yaml: { ...yaml, dash: true } };
  const context = contextAt(path);
  if (context.kind === 'list') return [dashed];
  if (context.kind !== 'other') return [spot];
  const last = path.at(-1);
  if (typeof last === 'number') return [spot];
  const value: CursorSlot = { ...spot, slot: 'value', path: path.slice(0, -1), key: last, siblings: new Map(), yaml };
  return [spot, dashed, value];
}

/** The candidates that have an effect in a slot, without keys that are present already. */
function candidatesAt(spot: CursorSlot, definition: Definition | undefined): Candidate[] {
  const context = contextOf(spot);
  if (spot.slot !== 'key') {
    const own = spot.slot === 'value' ? extensionValues(spot.key!) : [];
    const placed = own.length > 0 && !context.tail.includes('properties') ? own : [];
    return [
      ...scaffolds(spot, context, definition),
      ...namesFor(spot, context, definition),
      ...placed,
      ...swaggerCandidates(spot, context, definition),
    ];
  }
  return [
    ...scaffolds(spot, context, definition),
    ...notificationContentKeys(context.kind === 'object' ? context.role : 'root'),
    ...extensionKeys(context, surroundingsOf(spot, context, definition), definition),
    ...namesFor(spot, context, definition),
    ...swaggerCandidates(spot, context, definition),
  ].filter(({ members }) => members?.every(([key]) => !spot.siblings.has(key)));
}

function surroundingsOf(spot: CursorSlot, context: Context, definition: Definition | undefined): Surroundings {
  const [, path, method] = spot.path;
  const item = spot.path[0] === 'paths' ? definition?.root.get('paths')?.get(String(path)) : undefined;
  const operation = context.role === 'operation' ? item?.get(String(method)) : undefined;
  const facts = definition && triggerFacts(definition).find(({ operation: { node } }) => node === operation);
  return {
    onNotifiedPath: item?.member('x-ms-notification-content') !== undefined,
    hasCallback: (facts?.search.callbacks.length ?? 0) > 0,
    hasPollingGet: item?.get('get')?.member('x-ms-trigger') !== undefined,
    key: spot.path.at(-1),
    takesCallback: takesCallback(spot, context, definition),
    has: (key) => spot.siblings.has(key),
  };
}
