/** The person closed a prompt: the whole command ends, silently. */
export class Cancelled extends Error {}

export class BackPressed extends Error {}

/** A button of every prompt in a row of them was pressed. */
export class AsidePressed extends Error {
  constructor(readonly key: string) {
    super();
  }
}

/** Where a prompt stands within its command. */
export interface Frame {
  title: string;
  step?: number;
  totalSteps?: number;
  canGoBack?: boolean;
  asideButton?: AsideButton;
}

/** A way out of the row of questions to one that is otherwise not put: pressing it answers `key` with true. */
export interface AsideButton {
  key: string;
  icon: string;
  tooltip: string;
}

export interface Step {
  key: string;
  ask(frame: Frame): Promise<unknown>;
}

export type Answers = ReadonlyMap<string, unknown>;

/**
 * Asks step after step. `plan` names all steps as far as the answers so far let them be known, the answered ones
 * included; it is consulted again after each answer, so that one answer can lead to further steps. Back takes the latest
 * answer back. Rejects with {@link Cancelled} when a prompt is closed.
 */
export async function askInSteps(
  title: string,
  plan: (answers: Answers) => Promise<Step[]>,
  asideFor: (answers: Answers) => AsideButton | undefined = () => undefined,
): Promise<Answers> {
  const answers = new Map<string, unknown>();
  for (;;) {
    const steps = await plan(answers);
    const index = steps.findIndex(({ key }) => !answers.has(key));
    const next = steps[index];
    if (!next) return answers;
    try {
      const place = { title, step: index + 1, totalSteps: steps.length, canGoBack: answers.size > 0 };
      answers.set(next.key, await next.ask({ ...place, asideButton: asideFor(answers) }));
    } catch (error) {
      if (error instanceof AsidePressed) answers.set(error.key, true);
      else if (error instanceof BackPressed) answers.delete([...answers.keys()].at(-1)!);
      else throw error;
    }
  }
}
