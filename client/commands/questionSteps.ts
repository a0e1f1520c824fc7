import { l10n } from 'vscode';
import type { Json, JsonObject, TriggerDescription } from '../../server/protocol';
import { type Problem, parseAnswer, showValue } from './answers';
import { type Answers, askText, type Choice, type Frame, pickOne, pickSome, type Step } from './prompts';
import { collectParameters, type Plan, planQuestions, type Question } from './questions';

/** The steps that fill a trigger's parameters: what has to be asked, then what else the person wants to set. */
export function questionSteps(trigger: TriggerDescription, given: JsonObject, answers: Answers): Step[] {
  const plan = planQuestions(trigger, given);
  const steps = plan.ask.map(stepFor);
  if (plan.offer.length > 0) steps.push({ key: 'more', ask: (frame) => offer(frame, plan.offer) });
  return [...steps, ...chosenOffers(plan, answers).map(stepFor)];
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
  const chosen = (answers.get('more') ?? []) as string[];
  return plan.offer.filter(({ key }) => chosen.includes(key));
}

function offer(frame: Frame, questions: Question[]): Promise<string[]> {
  const choices = questions.map((question): Choice<string> => {
    const sent = question.default === undefined ? undefined : l10n.t('sends {0}', JSON.stringify(question.default));
    return {
      value: question.key,
      label: question.title,
      description: [question.name === question.title ? undefined : question.name, sent].filter(Boolean).join(' · '),
      detail: question.description === question.title ? undefined : question.description,
    };
  });
  return pickSome(frame, l10n.t('More options: tick some, or just press Enter'), choices);
}

function stepFor(question: Question): Step {
  return { key: question.key, ask: (frame) => askQuestion(frame, question) };
}

async function askQuestion(frame: Frame, question: Question): Promise<Json | undefined> {
  if (question.kind === 'boolean') {
    const choices = [choice(true, l10n.t('Yes')), choice(false, l10n.t('No'))];
    return pickOne(frame, promptOf(question), withNothing(question, choices), question.default);
  }
  if (question.kind === 'choice') {
    const choices = question.choices!.map((value) => choice(value, showValue(value) || JSON.stringify(value)));
    return pickOne(frame, promptOf(question), withNothing(question, choices), question.default);
  }
  if (question.kind === 'choices') {
    const before = Array.isArray(question.default) ? question.default : [];
    const choices = question.choices!.map((value) => choice(value, showValue(value) || JSON.stringify(value)));
    const picked = await pickSome(frame, promptOf(question), choices, before);
    return picked.length > 0 || question.default !== undefined ? (picked as Json[]) : undefined;
  }
  const read = (text: string) => parseAnswer(question, text);
  const typed = await askText(frame, {
    prompt: promptOf(question),
    placeholder: [question.description, hintFor(question)].filter(Boolean).join(' · ') || undefined,
    value: showValue(question.default ?? question.template),
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

const choice = (value: MaybeJson, label: string): Choice<MaybeJson> => ({ value, label });

/** An optional one without a default can be left open; with one, leaving it open would send the default anyway. */
function withNothing(question: Question, choices: Choice<MaybeJson>[]): Choice<MaybeJson>[] {
  if (question.required || question.default !== undefined) return choices;
  return [...choices, choice(undefined, l10n.t('Leave out'))];
}

function promptOf({ title, name, required }: Question): string {
  const full = name === title ? title : `${title} (${name})`;
  return required ? full : l10n.t('{0}, optional', full);
}

function hintFor({ kind, template, format }: Question): string | undefined {
  if (kind === 'list') return template ? l10n.t('A JSON array') : l10n.t('Several separated by commas');
  if (kind === 'json') return l10n.t('A JSON object');
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
      return l10n.t('The definition requires this one.');
    case 'integer':
      return l10n.t('Type a whole number.');
    case 'number':
      return l10n.t('Type a number.');
    case 'json':
      return l10n.t('This is not the JSON it should be.');
    case 'list':
      return l10n.t('Type values separated by commas, or a JSON array.');
    case 'range':
      return l10n.t('The definition does not allow a number of this size.');
    case 'count':
      return l10n.t('The definition does not allow this number of values.');
    case 'email':
      return l10n.t('Type an e-mail address.');
    case 'uri':
      return l10n.t('Type an address such as https://example.com.');
    case 'dateTime':
      return l10n.t('Type a time such as 2025-01-31T12:00:00Z.');
  }
}
