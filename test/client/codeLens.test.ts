import { expect, it, vi } from 'vitest';

vi.mock('vscode', () => ({}));

const { lensTitle } = await import('../../client/views/codeLens');

it('keeps a gap behind the icon of a lens, where the editor drops a plain space', () => {
  expect(lensTitle('$(radio-tower) Register webhook')).toBe('$(radio-tower)\u00a0Register webhook');
  expect(lensTitle('1 reference')).toBe('1 reference');
});
