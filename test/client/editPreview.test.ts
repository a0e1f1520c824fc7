import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { EditPreview } from '../../client/views/editPreview';

const disposable = { dispose: () => {} };

vi.mock('vscode', () => {
  class Uri {
    constructor(
      readonly scheme: string,
      readonly path: string,
      readonly query = '',
    ) {}
    static from = ({ scheme, path, query }: Uri) => new Uri(scheme, path, query);
    static parse(text: string) {
      const { protocol, pathname, search } = new URL(text);
      return new Uri(protocol.slice(0, -1), pathname, search.slice(1));
    }
    toString = () => `${this.scheme}://${this.path}${this.query && `?${this.query}`}`;
  }
  return {
    Uri,
    ProgressLocation: { Notification: 15 },
    l10n: { t: (text: string) => text },
    commands: { executeCommand: async () => {} },
    window: {
      withProgress: (_: object, act: () => unknown) => act(),
      tabGroups: { all: [], onDidChangeTabs: () => disposable },
    },
    workspace: {
      asRelativePath: String,
      registerTextDocumentContentProvider: () => disposable,
      openTextDocument: async () => ({ getText: () => '{}', offsetAt: () => 0 }),
    },
  };
});

const { Uri } = await import('vscode');

describe('answering a change that is shown as a comparison', () => {
  const asked = () => {
    const preview = new EditPreview();
    onTestFinished(() => preview.dispose());
    const answers: Record<string, boolean> = {};
    const ask = async (file: string) => {
      answers[file] = await preview.confirm(Uri.parse(`file:///${file}`), [], 'Change');
    };
    return { preview, answers, ask };
  };

  it('answers the comparison of the named definition, otherwise the latest', async () => {
    const { preview, answers, ask } = asked();
    const all = ['a.json', 'b.json', 'c.json'].map(ask);
    await vi.waitFor(() => preview.answer('file:///a.json', true));
    preview.answer(undefined, false);
    await vi.waitFor(() => expect(answers).toEqual({ 'a.json': true, 'c.json': false }));
    preview.answer('flow-webhooks-preview:///b.json?2', true);
    await Promise.all(all);
    expect(answers).toEqual({ 'a.json': true, 'c.json': false, 'b.json': true });
  });

  it('answers the named comparison when a definition has two', async () => {
    const { preview, answers, ask } = asked();
    const first = ask('a.json').then(() => 'first');
    const second = ask('a.json').then(() => 'second');
    await vi.waitFor(() => preview.answer('flow-webhooks-preview:///a.json?1', true));
    expect(await Promise.race([first, second])).toBe('first');
    preview.answer(undefined, false);
    await second;
    expect(answers).toEqual({ 'a.json': false });
  });

  it('throws when no comparison is open', async () => {
    const { preview, answers, ask } = asked();
    const all = ask('a.json');
    const other = () => preview.answer('file:///other.json', true);
    await vi.waitFor(() => {
      expect(other).toThrow('no change');
      preview.answer(undefined, false);
    });
    await all;
    expect(answers).toEqual({ 'a.json': false });
    expect(() => preview.answer(undefined, true)).toThrow('no change');
  });
});
