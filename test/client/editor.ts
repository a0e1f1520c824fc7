import { FakeEditor } from './fakeVscode';

/** What stands in the place of `vscode`: a test file says so by `vi.mock`. One for all its tests: what the commands import stays bound to it. */
export const editor = new FakeEditor();
