import { l10n } from 'vscode';
import type { Json } from '../../../server/protocol/json';
import type { DynamicTree } from '../../../server/protocol/triggers';
import type { ListedValue } from '../../webhooks/webhooksApi';
import { asAnswer, showValue } from './answers';
import type { Question } from './planQuestions';
import { type Choice, type Frame, type Loaded, pickLoaded } from './prompts';

interface Asked {
  question: Question;
  /** Names the parameter. */
  prompt: string;
  tree: DynamicTree;
  /** Shown while it loads. */
  host: string;
  /** @param below an item; the roots where there is none */
  load(signal: AbortSignal, below?: Json): Promise<ListedValue[]>;
}

type Move = { open: ListedValue } | { up: true } | { take: ListedValue };

/** A value of a tree (`x-ms-dynamic-tree`), level by level: an item that has others below it is opened. */
export async function askTree(frame: Frame, { question, prompt, tree, host, load }: Asked): Promise<Loaded<Json>> {
  const way: ListedValue[] = [];
  for (;;) {
    const here = way.at(-1);
    const loaded = await pickLoaded<Move>(frame, {
      loading: l10n.t('{0}: loading from {1}…', prompt, host),
      question: here ? `${prompt}: ${way.map(({ title }) => title).join(' › ')}` : prompt,
      none: l10n.t('the service has none'),
      many: false,
      current: [],
      load: async (signal) => [...ownChoices(here, tree), ...choicesFor(await load(signal, here?.opens), tree)],
    });
    if ('typed' in loaded) return loaded;
    const [move] = loaded.picked;
    if (!move) return { picked: [] };
    if ('take' in move) return { picked: [asAnswer(question, move.take.value)] };
    if ('open' in move) way.push(move.open);
    else way.pop();
  }
}

/** Of the item that is open. */
function ownChoices(here: ListedValue | undefined, { canSelectParents }: DynamicTree): Choice<Move>[] {
  if (!here) return [];
  const take = { value: { take: here }, label: l10n.t('$(check) Choose "{0}"', here.title) };
  const up = { value: { up: true as const }, label: l10n.t('$(arrow-up) Back up') };
  return canSelectParents ? [take, up] : [up];
}

function choicesFor(listed: ListedValue[], { canSelectLeaves }: DynamicTree): Choice<Move>[] {
  return listed.flatMap((one): Choice<Move>[] => {
    const { value, title, opens } = one;
    const shown = showValue(value);
    const description = shown === title ? {} : { description: shown };
    if (opens !== undefined) return [{ value: { open: one }, label: `$(folder) ${title}`, ...description }];
    return canSelectLeaves ? [{ value: { take: one }, label: `$(file) ${title}`, ...description }] : [];
  });
}
