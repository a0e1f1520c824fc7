import type { OpenDocument } from '../documents/document';
import { type Node, spanOf } from '../documents/tree';
import type { Definition } from '../model/definition';
import type { SectionFacts } from '../model/operation';
import { type TriggerFacts, triggerFacts } from '../model/triggers';
import type { Position } from '../protocol/document';
import type { Preview, PreviewedTrigger, PreviewParams, TriggerCard } from '../protocol/preview';
import { cardOf } from './designer/card';
import { type FindLoaded, noneLoaded } from './loadedSchemas';

/** The card of one trigger as flow makers see it, and the list of all triggers of a definition. */
export function preview(
  document: OpenDocument,
  definition: Definition | undefined,
  { position, trigger }: Pick<PreviewParams, 'position' | 'trigger'>,
  findLoaded: FindLoaded = noneLoaded,
): Pick<Preview, 'fault' | 'triggers' | 'card'> {
  const triggers = definition ? triggerFacts(definition).filter(isTrigger) : [];
  const fault = document.problems().find(({ code }) => code === 'syntax');
  const chosen = triggers.find((one) => idOf(one) === trigger || one.operation.operationId === trigger);
  const around = definition && position && triggerAt(document, definition, triggers, position, chosen);
  const shown = around ?? chosen ?? triggers[0];
  return {
    fault: fault && { message: fault.message, range: document.range(fault) },
    triggers: triggers.map(describe),
    card: shown && definition && card(document, definition, shown, findLoaded),
  };
}

const isTrigger = ({ kind }: TriggerFacts): boolean => kind === 'webhook' || kind === 'polling';

const idOf = ({ operation }: TriggerFacts): string => `${operation.method} ${operation.path}`;

function describe(facts: TriggerFacts): PreviewedTrigger {
  const { node, operationId } = facts.operation;
  const id = idOf(facts);
  return {
    id,
    title: node.text('summary') || operationId || id,
    operationId,
    kind: facts.kind === 'polling' ? 'polling' : 'webhook',
  };
}

function card(
  document: OpenDocument,
  definition: Definition,
  facts: TriggerFacts,
  findLoaded: FindLoaded,
): TriggerCard {
  const loaded = findLoaded(facts.operation.operationId);
  return { ...describe(facts), ...cardOf(document, definition, facts, loaded) };
}

/**
 * The trigger whose operation is at a position, otherwise one of its path, otherwise one that uses the definition
 * there.
 */
function triggerAt(
  document: OpenDocument,
  definition: Definition,
  triggers: TriggerFacts[],
  position: Position,
  current: TriggerFacts | undefined,
): TriggerFacts | undefined {
  const offset = document.offsetAt(position);
  const covers = (node: Node): boolean => {
    const { start, end } = spanOf(node);
    return start <= offset && offset <= end;
  };
  const inOperation = triggers.find(({ operation }) => covers(operation.node));
  if (inOperation) return inOperation;
  const section = definition.sections.find(({ root }) => covers(root.node));
  if (!section) return undefined;
  const using = triggers.filter(({ operation }) => reaches(definition, operation.pathItem, section.root.node));
  // Among several, the trigger on display stays.
  return current && using.includes(current) ? current : using[0];
}

/** True when something refers to a section, directly or through other references. */
function reaches(definition: Definition, from: Node, to: Node): boolean {
  const facts = new Map(definition.sections.map((section): [Node, SectionFacts] => [section.root.node, section.facts]));
  const pending = [from];
  const seen = new Set(pending);
  for (let node = pending.pop(); node; node = pending.pop()) {
    if (node === to) return true;
    for (const { target } of facts.get(node)?.references ?? []) {
      const next = definition.target(target);
      if (!next || seen.has(next)) continue;
      seen.add(next);
      pending.push(next);
    }
  }
  return false;
}
