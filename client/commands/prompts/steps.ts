/** Thrown when the person closes a prompt: the whole command ends silently. */
export class Canceled extends Error {}

export class BackPressed extends Error {}

/** Thrown when the {@link AsideButton} was pressed. */
export class AsidePressed extends Error {
  constructor(readonly key: string) {
    super();
  }
}

/** The title and position of a prompt within its command. The total is known once no answer can add a step. */
export interface Frame {
  title: string;
  step?: number;
  totalSteps?: number;
  canGoBack?: boolean;
  asideButton?: AsideButton;
}

/** A button shown in every prompt of a sequence. Pressing it answers `key` with true, which can add steps. */
export interface AsideButton {
  key: string;
  icon: string;
  tooltip: string;
}

export interface Step {
  key: string;
  ask(frame: Frame): Promise<unknown>;
  /** True when no answer to it changes the steps that follow. */
  isLeaf?: boolean;
}

export type Answers = ReadonlyMap<string, unknown>;

/**
 * Asks one step after the other. `plan` returns all steps known from the answers so far, including answered ones; it is
 * called again after each answer, so that an answer can add steps. Back removes the latest answer. Rejects with
 * {@link Canceled} when a prompt is closed.
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
      // A total that grows with the answers would only mislead.
      const isTotalKnown = steps.slice(index).every(({ isLeaf }) => isLeaf);
      const totalSteps = isTotalKnown ? steps.length : undefined;
      const place = { title, step: index + 1, totalSteps, canGoBack: answers.size > 0 };
      answers.set(next.key, await next.ask({ ...place, asideButton: asideFor(answers) }));
    } catch (error) {
      if (error instanceof AsidePressed) answers.set(error.key, true);
      else if (error instanceof BackPressed) answers.delete([...answers.keys()].at(-1)!);
      else throw error;
    }
  }
}
