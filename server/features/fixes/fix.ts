import type { Definition } from '../../model/definition';
import type { Finding } from '../../rules/rule';
import type { Change, Editor } from './edits';

export interface Fix {
  title: string;
  changes: Change[];
  /** Cannot be wrong, so that it may be applied to the whole file on save. */
  safe?: boolean;
  /** What it writes over, it writes again in another place. */
  carriesOver?: boolean;
}

export interface FixContext {
  definition: Definition;
  finding: Finding;
  edit: Editor;
}

/** The obvious repairs of a finding, the likeliest first; empty where there is none. */
export type Fixer = (context: FixContext) => Fix[];
