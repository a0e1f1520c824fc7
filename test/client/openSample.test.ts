import { describe, expect, it, vi } from 'vitest';
import { OpenDocument } from '../../server/documents/document';
import { definitionOf, validate } from '../../server/features/validate';
import { readTriggers } from '../support/requests';

vi.mock('vscode', async () => (await import('./editor')).editor.module);

const { sampleDefinition } = await import('../../client/commands/openSample');

const text = JSON.stringify(sampleDefinition, null, 2);
const uri = 'untitled:Untitled-1';

describe('the sample definition', () => {
  it('has no findings in the profile custom', () => {
    const document = new OpenDocument(uri, 'json', 1, text);
    const found = validate(document, definitionOf(document), { profile: 'custom' });
    expect(found.map(({ code, message }) => `${code}: ${message}`)).toEqual([]);
  });

  it('has a webhook trigger that can be registered and deleted', () => {
    const [trigger] = readTriggers(uri, text).triggers;
    expect(trigger).toMatchObject({ kind: 'webhook', callback: { path: ['callbackUrl'] } });
    expect(trigger?.unsubscribe[0]).toMatchObject({ operationId: 'DeleteHook' });
  });
});
