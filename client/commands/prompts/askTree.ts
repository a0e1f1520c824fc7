import type { Json } from '../../../server/protocol/json';
import type { DynamicTree } from '../../../server/protocol/triggers';
import { t } from '../../common/translate';
import type { ListedValue } from '../../webhooks/webhooksApi';
import type { Choice } from './pick';
import { type PickOutcome, pickLoaded } from './pickLoaded';
import type { Question } from './planQuestions';
import type { Frame } from './steps';
import { convertListed, formatValue } from './typedAnswer';

interface TreeQuestion {
  question: Question;
  prompt: string;
  tree: DynamicTree;
  /** The service's host, shown while values load. */
  host: string;
  /** @param below the item whose children are loaded; the roots if omitted */
  load(signal: AbortSignal, below?: Json): Promise<ListedValue[]>;
}

type Move = { open: ListedValue } | { up: true } | { take: ListedValue };

/** Asks for a value of a tree (`x-ms-dynamic-tree`) level by level: choosing an item with children opens it. */
export async function askTree(
  frame: Frame,
  { question, prompt, tree, host, load }: TreeQuestion,
): Promise<PickOutcome<Json>> {
  const way: ListedValue[] = [];
  for (;;) {
    const here = way.at(-1);
    const loaded = await pickLoaded<Move>(frame, {
      loading: t('{0}: loading from {1}…', prompt, host),
      question: here ? `${prompt}: ${way.map(({ title }) => title).join(' › ')}` : prompt,
      none: t('The service has none.'),
      many: false,
      current: [],
      load: async (signal) => [...ownChoices(here, tree), ...choicesFor(await load(signal, here?.opens), tree)],
    });
    if ('typed' in loaded) return loaded;
    const [move] = loaded.picked;
    if (!move) return { picked: [] };
    if ('take' in move) return { picked: [convertListed(question, move.take.value)] };
    if ('open' in move) way.push(move.open);
    else way.pop();
  }
}

/** Choices about the open item itself: to take it, and to go back up. */
function ownChoices(here: ListedValue | undefined, { canSelectParents }: DynamicTree): Choice<Move>[] {
  if (!here) return [];
  const take = { value: { take: here }, label: t('$(check) Choose "{0}"', here.title) };
  const up = { value: { up: true as const }, label: t('$(arrow-up) Up one level') };
  return canSelectParents ? [take, up] : [up];
}

function choicesFor(listed: ListedValue[], { canSelectLeaves }: DynamicTree): Choice<Move>[] {
  return listed.flatMap((one): Choice<Move>[] => {
    const { value, title, opens } = one;
    const shown = formatValue(value);
    const description = shown === title ? {} : { description: shown };
    if (opens !== undefined) return [{ value: { open: one }, label: `$(folder) ${title}`, ...description }];
    return canSelectLeaves ? [{ value: { take: one }, label: `$(file) ${title}`, ...description }] : [];
  });
}
