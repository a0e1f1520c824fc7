import { beforeEach, expect, test, vi } from 'vitest';
import { editor } from './editor';

vi.mock('vscode', async () => (await import('./editor')).editor.module);

const { pickOrType } = await import('../../client/commands/prompts/pick');
const { pickLoaded } = await import('../../client/commands/prompts/pickLoaded');

const frame = { title: 'Register Webhook' };
const choices = [{ value: 'https://a.example', label: 'A' }];
const isAddress = (text: string) => URL.canParse(text);

beforeEach(() => {
  editor.replies = [];
});

test('pickOrType accepts a typed text that is valid', async () => {
  editor.replies = ['http://b.example '];
  expect(await pickOrType(frame, 'Which address?', choices, isAddress)).toBe('http://b.example');
  editor.replies = ['A'];
  expect(await pickOrType(frame, 'Which address?', choices, isAddress)).toBe('https://a.example');
});

test('pickLoaded passes on the text typed so far', async () => {
  editor.replies = ['four'];
  const loaded = await pickLoaded<number>(frame, {
    loading: 'Loading…',
    question: 'Which one?',
    none: 'none',
    many: false,
    current: [],
    load: async () => [{ value: 1, label: 'one' }],
  });
  expect(loaded).toEqual({ typed: undefined, initialText: 'four' });
});
