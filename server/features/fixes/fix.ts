import type { Definition } from '../../model/definition';
import type { Finding } from '../../rules/rule';
import type { Change, Editor } from './edits';

export interface Fix {
  title: string;
  changes: Change[];
  /** True for a fix that cannot be wrong: it may be applied to the whole file on save. */
  safe?: boolean;
  /** True when the text that it overwrites is written again in another place. */
  carriesOver?: boolean;
}

export interface FixContext {
  definition: Definition;
  finding: Finding;
  edit: Editor;
}

/** Returns the obvious fixes of a finding, the likeliest first. */
export type Fixer = (context: FixContext) => Fix[];
