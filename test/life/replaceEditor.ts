/** What the tests of the project `life` set up: the commands run in the fake editor. */
import { vi } from 'vitest';

vi.mock('vscode', async () => (await import('../client/editor')).editor.module);
vi.mock('vscode-languageclient/node', () => ({ LanguageClient: class {}, TransportKind: {} }));
