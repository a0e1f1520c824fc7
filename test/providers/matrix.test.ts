import { describe, expect, it } from 'vitest';
import { providers } from '../../client/providers';
import { verifiers } from '../../client/receiver/signatures/verifiers';
import { checkSignature } from '../../client/receiver/signatures/verify';
import { change, outcomesOf } from './matrix';
import { body, recipes, url } from './recipes';

describe.each(recipes.map((recipe) => [`${recipe.name} by ${recipe.oracle}`, recipe] as const))('%s', (_, recipe) => {
  it('is accepted as it is, and with one thing wrong neither as valid nor at all', async () => {
    const outcomes = await outcomesOf(recipe);
    expect(outcomes.right).toBe(recipe.covers === 'body' ? 'valid' : 'token');
    expect(outcomes['body changed']).not.toBe('valid');
    if (recipe.covers === 'body') expect(outcomes['body changed']).toBe('invalid');
    expect(outcomes['timestamp old']).toSatisfy((one) => one === null || one === 'invalid');
    expect(outcomes['other secret']).toMatch(/^(invalid|absent)$/);
    expect(outcomes['header missing']).toSatisfy((one) => one === null || /^(invalid|absent)$/.test(String(one)));
  });

  it.runIf(recipe.accepts)('is accepted by the library, and another body is not', async () => {
    const made = await recipe.make(recipe.at ?? Date.now());
    const accepts = async (text: string): Promise<boolean> => {
      try {
        return (await recipe.accepts!(made, text)) !== false;
      } catch {
        return false;
      }
    };
    expect(await accepts(made.body ?? body)).toBe(true);
    // What has the signature in its body was changed by the library itself.
    if (made.body === undefined) expect(await accepts(change(body))).toBe(false);
  });
});

describe('the matrix', () => {
  it('has 60 recipes, 25 of them by code or examples of others', () => {
    expect(new Set(recipes.map(({ name }) => name)).size).toBeGreaterThanOrEqual(60);
    const outside = recipes.filter(({ kind }) => kind !== 'second implementation');
    expect(new Set(outside.map(({ name }) => name)).size).toBeGreaterThanOrEqual(25);
  });

  it('covers every signature scheme of every provider', async () => {
    const fitted = new Set<string>();
    for (const recipe of recipes) {
      const now = recipe.at ?? Date.now();
      const made = await recipe.make(now);
      const signed = {
        method: 'POST',
        url: made.url ?? url,
        headers: made.headers,
        body: Buffer.from(made.body ?? body),
        now,
      };
      const { scheme } = checkSignature(signed, { secrets: [made.secret] });
      if (scheme !== undefined) fitted.add(scheme);
    }
    const named = verifiers
      .map(({ name }) => name)
      .filter((name) => !/^(X-Hub-Signature \(sha384\)|PayU \(SHA-256\))$/.test(name));
    expect(named.filter((name) => !fitted.has(name))).toEqual([]);
  });

  it('covers every provider that signs', () => {
    const signing = providers.filter(
      ({ signatures = [], inRequest = [], tokens = [] }) => [...signatures, ...inRequest, ...tokens].length > 0,
    );
    const isCovered = (name: string) =>
      recipes.some((recipe) => name.startsWith(recipe.name) || recipe.name.startsWith(name));
    expect(signing.map(({ name }) => name).filter((name) => !isCovered(name))).toEqual(['monday', 'Wix']);
  });
});
