import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { EditPreview } from '../../client/views/editPreview';

const disposable = { dispose: () => {} };
/** The questions that were asked. */
const questions: string[] = [];
/** Presses a button of the last question, or closes it. */
let press: (button: string | undefined) => void = () => {};

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
    l10n: {
      t: (text: string, ...values: unknown[]) => text.replace(/\{(\d)\}/g, (_, index) => String(values[index])),
    },
    commands: { executeCommand: async () => {} },
    window: {
      showInformationMessage: (question: string, ...buttons: string[]) => {
        questions.push(question);
        return new Promise((resolve) => {
          press = (button) => resolve(buttons.find((one) => one === button));
        });
      },
      tabGroups: { all: [], onDidChangeTabs: () => disposable },
    },
    workspace: {
      asRelativePath: ({ path }: { path: string }) => path,
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

  it.each([
    ['Apply', true],
    ['Discard', false],
  ])('answers by the button %s of the question', async (button, expected) => {
    const { answers, ask } = asked();
    const count = questions.length;
    const asking = ask('a.json');
    await vi.waitFor(() => expect(questions).toHaveLength(count + 1));
    press(button);
    await asking;
    expect(answers).toEqual({ 'a.json': expected });
  });

  it('stays open when the question is closed', async () => {
    const { preview, answers, ask } = asked();
    const count = questions.length;
    const asking = ask('a.json');
    await vi.waitFor(() => expect(questions).toHaveLength(count + 1));
    press(undefined);
    preview.answer(undefined, true);
    await asking;
    expect(answers).toEqual({ 'a.json': true });
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

  it.each([
    [[], 'Apply this change to'],
    [['"id" is gone.'], 'It breaks flows: "id" is gone.'],
    [['"id" is gone.', 'More.'], 'It breaks flows in 2 places. The first: "id" is gone.'],
  ])('says what the change breaks: %j', async (breaking, text) => {
    const preview = new EditPreview();
    const answer = preview.confirm(Uri.parse('file:///a.json'), [], 'Change', breaking);
    await vi.waitFor(() => preview.answer(undefined, true));
    expect(await answer).toBe(true);
    expect(questions.at(-1)).toContain(text);
  });

  it('names a file outside of the workspace without its folders, which would fill the question', async () => {
    const preview = new EditPreview();
    const answer = preview.confirm(Uri.parse('file:///tmp/demo-1/a.json'), [], 'Change');
    await vi.waitFor(() => preview.answer(undefined, true));
    await answer;
    expect(questions.at(-1)).toBe('Apply this change to a.json?');
  });
});
