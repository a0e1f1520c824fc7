import { describe, expect, it } from 'vitest';
import { createRedactor } from '../../client/common/redact';
import { scrub, scrubText } from '../../client/common/scrub';

const redactor = createRedactor();
const token = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc-DEF_123';
const key = (end: string) => `-----BEGIN RSA PRIVATE KEY-----\nMIIabc+/09==\n${end}`;

describe('what is masked in a text', () => {
  it.each([
    ['write to mona@contoso.com.', 'write to someone@example.com.'],
    [`${'a'.repeat(70)}@contoso.co.uk`, 'someone@example.com'],
    ['a@b.c+d@e.f', 'someone@example.comsomeone@example.com'],
    ['x@y <mona.lisa+art@mail.contoso.com>', 'x@y <someone@example.com>'],
    ['@contoso.com and a@localhost', '@contoso.com and a@localhost'],
    [`jwt=${token};`, `jwt=${form(token)};`],
    [`x-${token}`, `x-${form(token)}`],
    ['eyJ.eyJ.eyJ', 'eyJ.eyJ.eyJ'],
    ['eyJa.b', 'eyJa.b'],
    ['https://me:pw@localhost/?a=1&sig=Ab1', 'https://xx:xx@localhost/?a=1&sig=Xx0'],
    [`${key('-----END RSA PRIVATE KEY-----')} rest`, `${form(key('-----END RSA PRIVATE KEY-----'))} rest`],
    [key(''), form(key(''))],
    ['nothing but words', 'nothing but words'],
    ['été Δ 漢 a@b.c', 'été Δ 漢 someone@example.com'],
  ])('%j', (text, masked) => {
    expect(scrubText(text, redactor)).toBe(masked);
  });

  it('keeps its form when its name is that of a secret', () => {
    expect(scrub({ secret: 'Zürich-09 漢', pin: 1, token: 1234.5 }, redactor)).toEqual({
      secret: 'Xüxxxx-00 漢',
      pin: 1,
      token: 1111.1,
    });
  });

  /** The expressions say what is meant, as a person would write them; on a long text they are slow. */
  it('is the same as with plain regular expressions, in texts made of their pieces', () => {
    const pieces = ['eyJ', 'a', '-', '.', '@', '+', '://', ':', ' ', '?sig=', '&', 'B', '9', 'Bearer ', 'sk-', 'ab.c'];
    let seed = 7;
    const next = (below: number) => {
      seed = (seed * 1103515245 + 12345) % 2 ** 31;
      return Math.floor((seed / 2 ** 31) * below);
    };
    for (let round = 0; round < 20_000; round++) {
      const text = Array.from({ length: 2 + next(14) }, () => pieces[next(pieces.length)]).join('');
      expect(scrubText(text, redactor), text).toBe(plainly(text));
    }
  });
});

/** Letters for letters, digits for digits. */
function form(text: string): string {
  return text.replace(/[A-Z]/g, 'X').replace(/[a-z]/g, 'x').replace(/\d/g, '0');
}

function plainly(text: string): string {
  return [
    /\beyJ[\w-]+\.[\w-]+\.[\w-]*/g,
    /\b(?:sk-)[\w./-]{8,}/g,
    /\b(?:Bearer) [\w.~+/=-]{8,}/g,
    /(?<=:\/\/)[^\s/:@]+:[^\s/@]+(?=@)/g,
    /(?<=[?&](?:sig)=)[^&\s"'<>]+/gi,
  ]
    .reduce((done, one) => done.replace(one, form), text)
    .replace(/[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g, 'someone@example.com');
}
