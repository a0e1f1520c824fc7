import { FakeEditor } from './fakeVscode';

/** The replacement of `vscode`, set by `vi.mock`. Shared by all tests that share modules, because imported commands stay bound to it. */
export const editor = new FakeEditor();
