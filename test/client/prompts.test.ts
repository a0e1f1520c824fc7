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

test('a text that is typed among choices is the answer where it fits', async () => {
  editor.replies = ['http://b.example '];
  expect(await pickOrType(frame, 'Which address?', choices, isAddress)).toBe('http://b.example');
  editor.replies = ['A'];
  expect(await pickOrType(frame, 'Which address?', choices, isAddress)).toBe('https://a.example');
});

test('what was typed into a list of the service is where typing goes on', async () => {
  editor.replies = ['four'];
  const loaded = await pickLoaded<number>(frame, {
    loading: 'Loading…',
    question: 'Which one?',
    none: 'none',
    many: false,
    current: [],
    load: async () => [{ value: 1, label: 'one' }],
  });
  expect(loaded).toEqual({ typed: undefined, begun: 'four' });
});
