import type { Json, JsonObject } from '../../../server/protocol/json';
import type { TriggerDescription } from '../../../server/protocol/triggers';
import { t } from '../../common/translate';
import { isDynamicPath } from '../../webhooks/request/dynamicFields';
import type { ListedValue } from '../../webhooks/webhooksApi';
import { askText } from './askText';
import { askTree } from './askTree';
import { type Choice, pickOne, pickSome } from './pick';
import { type PickOutcome, pickLoaded, type TypedInstead } from './pickLoaded';
import { collectParameters, type Plan, planQuestions, type Question } from './planQuestions';
import type { Answers, Frame, Step } from './steps';
import { convertListed, formatValue, type Problem, parseAnswer } from './typedAnswer';

/** Loads values that only the service knows (`x-ms-dynamic-*`). */
export interface ServiceValues {
  /** The service's host, shown while values load. */
  host: string;
  /** Asks for consent before the first call. Resolves to the reason when the call must not be made, otherwise undefined. */
  consent(question: Question): Promise<string | undefined>;
  /** @param below the item of a tree whose children are loaded */
  load(question: Question, parameters: JsonObject, signal: AbortSignal, below?: Json): Promise<ListedValue[]>;
}

interface Asking {
  trigger: TriggerDescription;
  given: JsonObject;
  /** The answer given the last time. */
  last?: JsonObject;
  /** The answers so far. */
  answers: Answers;
  lists?: ServiceValues;
}

/** The steps that fill a trigger's parameters: the planned questions, then the selected optional ones. */
export function questionSteps(asking: Asking): Step[] {
  const { trigger, given, last, answers } = asking;
  const plan = planQuestions(trigger, given, last);
  const steps = plan.ask.map((question) => stepFor(asking, question));
  for (const { key, questions } of offersIn(trigger, plan)) {
    if (questions.length > 0) steps.push({ key, ask: (frame) => offer(frame, questions) });
  }
  return [...steps, ...chosenOffers(plan, answers).map((question) => stepFor(asking, question))];
}

const offerKeys = ['more', 'more of the service'] as const;

/** The optional questions, in two lists: those of the service may only be known once the others were offered. */
function offersIn({ body }: TriggerDescription, { offer: all }: Plan): { key: string; questions: Question[] }[] {
  const isLate = ({ path: [name, ...path] }: Question): boolean => name === body?.name && isDynamicPath(body!, path);
  const [own, late] = offerKeys;
  return [
    { key: own, questions: all.filter((question) => !isLate(question)) },
    { key: late, questions: all.filter(isLate) },
  ];
}

/** True when a planned or selected question lists values from the service. */
export function needsService(trigger: TriggerDescription, given: JsonObject, answers: Answers): boolean {
  const plan = planQuestions(trigger, given);
  return [...plan.ask, ...chosenOffers(plan, answers)].some(({ dynamic }) => dynamic?.operation !== undefined);
}

export function parametersFrom(trigger: TriggerDescription, given: JsonObject, answers: Answers): JsonObject {
  const plan = planQuestions(trigger, given);
  const asked = [...plan.ask, ...chosenOffers(plan, answers)];
  return collectParameters(
    given,
    asked.map((question) => [question, answers.get(question.key) as Json | undefined]),
  );
}

function chosenOffers(plan: Plan, answers: Answers): Question[] {
  const chosen = offerKeys.flatMap((key) => (answers.get(key) ?? []) as string[]);
  return plan.offer.filter(({ key }) => chosen.includes(key));
}

function offer(frame: Frame, questions: Question[]): Promise<string[]> {
  const choices = questions.map((question): Choice<string> => {
    const sent = question.default === undefined ? undefined : t('sends {0}', JSON.stringify(question.default));
    return {
      value: question.key,
      label: question.title,
      description: [question.name === question.title ? undefined : question.name, sent].filter(Boolean).join(' · '),
      detail: question.description === question.title ? undefined : question.description,
    };
  });
  // Options set the last time are preselected.
  const before = questions.filter(({ last }) => last !== undefined).map(({ key }) => key);
  return pickSome(frame, t('Optional values: select those to change'), choices, before);
}

function stepFor(asking: Asking, question: Question): Step {
  return { key: question.key, ask: (frame) => askQuestion(frame, question, asking), isLeaf: true };
}

async function askQuestion(frame: Frame, question: Question, asking: Asking): Promise<Json | undefined> {
  if (question.dynamic && asking.lists) {
    const loaded = await askService(frame, question, asking, asking.lists);
    return 'picked' in loaded ? answerOf(question, loaded.picked) : askPlain(frame, question, loaded);
  }
  return askPlain(frame, question);
}

async function askPlain(
  frame: Frame,
  question: Question,
  instead: TypedInstead = { typed: undefined },
): Promise<Json | undefined> {
  switch (question.kind) {
    case 'boolean': {
      const choices = [choice(true, t('Yes')), choice(false, t('No'))];
      return pickOne(frame, promptOf(question), withLeaveOut(question, choices), startOf(question));
    }
    case 'choice':
      return pickOne(frame, promptOf(question), withLeaveOut(question, choicesOf(question)), startOf(question));
    case 'choices':
      return answerOf(
        question,
        await pickSome(frame, promptOf(question), choicesOf(question), many(startOf(question))),
      );
    default:
      return askTyped(frame, question, instead);
  }
}

async function askService(
  frame: Frame,
  question: Question,
  asking: Asking,
  lists: ServiceValues,
): Promise<PickOutcome<Json>> {
  const { trigger, given, answers } = asking;
  // Without an operation no call is made, so no consent is needed.
  const refused = question.dynamic!.operation && (await lists.consent(question));
  if (refused !== undefined) return { typed: refused };
  if (question.dynamic!.tree) {
    const load = (signal: AbortSignal, below?: Json) =>
      lists.load(question, parametersFrom(trigger, given, answers), signal, below);
    return askTree(frame, {
      question,
      prompt: promptOf(question),
      tree: question.dynamic!.tree,
      host: lists.host,
      load,
    });
  }
  return pickLoaded<Json>(frame, {
    loading: t('{0}: loading from {1}…', promptOf(question), lists.host),
    question: promptOf(question),
    none: t('The service has none.'),
    many: question.kind === 'list' || question.kind === 'choices',
    current: many(startOf(question)),
    async load(signal) {
      const listed = await lists.load(question, parametersFrom(trigger, given, answers), signal);
      return listed.map(({ value, title }): Choice<Json> => {
        const answer = convertListed(question, value);
        const shown = formatValue(answer);
        return { value: answer, label: title, ...(shown !== title && { description: shown }) };
      });
    },
  });
}

/** The answer of a list: undefined, so that it is left out, if nothing was picked and there is no default. */
function answerOf({ kind, default: fallback }: Question, picked: Json[]): Json | undefined {
  if (kind !== 'list' && kind !== 'choices') return picked[0];
  return picked.length > 0 || fallback !== undefined ? picked : undefined;
}

const startOf = ({ last, default: fallback }: Question): Json | undefined => last ?? fallback;

const many = (value: Json | undefined): Json[] => (Array.isArray(value) ? value : value === undefined ? [] : [value]);

const choicesOf = ({ choices = [], choiceTitles }: Question) =>
  choices.map((value, index): Choice<Json> => {
    const shown = formatValue(value) || JSON.stringify(value);
    const title = choiceTitles?.[index];
    return title === undefined || title === shown
      ? choice(value, shown)
      : { ...choice(value, title), description: shown };
  });

async function askTyped(
  frame: Frame,
  question: Question,
  { typed: why, initialText }: TypedInstead,
): Promise<Json | undefined> {
  const read = (text: string) => parseAnswer(question, text);
  const typed = await askText(frame, {
    prompt: why ? t('{0}. The values could not be listed. {1}', promptOf(question), why) : promptOf(question),
    placeholder: [question.description, hintFor(question)].filter(Boolean).join(' · ') || undefined,
    value: initialText || formatValue(startOf(question) ?? question.template),
    password: question.secret,
    validate: (text) => {
      const answer = read(text);
      return 'problem' in answer ? explain(answer.problem) : undefined;
    },
  });
  const answer = read(typed);
  return 'value' in answer ? answer.value : undefined;
}

type MaybeJson = Json | undefined;

const choice = <T extends MaybeJson>(value: T, label: string): Choice<T> => ({ value, label });

/** Adds "Leave out" for optional questions without a default; with one, the default would be sent anyway. */
function withLeaveOut(question: Question, choices: Choice<MaybeJson>[]): Choice<MaybeJson>[] {
  if (question.required || question.default !== undefined) return choices;
  return [...choices, choice(undefined, t('Leave out'))];
}

function promptOf({ title, name, required }: Question): string {
  const full = name === title ? title : `${title} (${name})`;
  return required ? full : t('{0} (optional)', full);
}

function hintFor({ kind, template, format }: Question): string | undefined {
  if (kind === 'list') return template ? t('A JSON array') : t('Several values separated by commas');
  if (kind === 'json') return t('A JSON object');
  switch (format) {
    case 'date-time':
      return '2025-01-31T12:00:00Z';
    case 'date':
      return '2025-01-31';
    case 'email':
      return 'name@example.com';
    case 'uri':
      return 'https://…';
    case 'uuid':
      return '00000000-0000-0000-0000-000000000000';
    default:
      return undefined;
  }
}

function explain(problem: Problem): string {
  switch (problem) {
    case 'required':
      return t('The definition requires a value.');
    case 'integer':
      return t('Enter a whole number.');
    case 'number':
      return t('Enter a number.');
    case 'json':
      return t('Enter valid JSON.');
    case 'list':
      return t('Enter values separated by commas, or a JSON array.');
    case 'range':
      return t("The definition doesn't allow a number of this size.");
    case 'count':
      return t("The definition doesn't allow this number of values.");
    case 'email':
      return t('Enter an email address.');
    case 'uri':
      return t('Enter a URL such as https://example.com.');
    case 'dateTime':
      return t('Enter a time such as 2025-01-31T12:00:00Z.');
  }
}
