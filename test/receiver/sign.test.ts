import { describe, expect, it } from 'vitest';
import { type RequestToSign, schemeNameOf, schemes, sign } from '../../client/receiver/signatures/sign';
import { verifiers } from '../../client/receiver/signatures/verifiers';
import { checkSignature } from '../../client/receiver/signatures/verify';

/** In hex, which is base64 as well: some providers show their keys in one of both. */
const secret = Buffer.from('24 bytes are a good key!').toString('hex');
const keyOfAnother = 'abcdef0123456789abcdef0123456789';
const url = 'https://tunnel.example/hook/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA?a=b%40c';
const request = (body: string, headers: Record<string, string> = {}): RequestToSign => ({
  method: 'POST',
  url,
  headers: { 'content-type': 'application/json', ...headers },
  body: Buffer.from(body),
});

const verdict = (made: { url: string; headers: Record<string, string> }, body: string, now = Date.now()) =>
  checkSignature({ method: 'POST', ...made, body: Buffer.from(body), now }, { secrets: [secret] });

/** The secret itself, or a signature over the URL: Twilio and Mandrill sign the fields of a form, and no JSON. */
const uncovered = verifiers
  .filter(({ name, facts }) => facts.algorithm === 'the secret itself' || /^(Twilio|Mandrill|Plivo)$/.test(name))
  .map(({ name }) => name);

/** The schemes that only a key pair can sign by. */
const isByKeyPair = (name: string) =>
  /Ed25519|ECDSA|RSA/.test(verifiers.find((one) => one.name === name)!.facts.algorithm);

describe.each(schemes.filter((name) => !isByKeyPair(name)))('%s', (scheme) => {
  const signature = uncovered.includes(scheme) ? 'token' : 'valid';

  it('makes a signature that is verified by the same scheme', () => {
    const made = sign(scheme, secret, request('{"a":1.0}'));
    expect(verdict(made, '{"a":1.0}')).toMatchObject({ signature });
    expect(schemeNameOf(made.headers)).toBe(scheme);
    expect(made.headers).toMatchObject({ 'content-type': 'application/json' });
  });

  it('replaces an old signature when a request is signed again', () => {
    const longAgo = sign(scheme, secret, request('{}'), { now: Date.UTC(2020, 1, 1) });
    const again = sign(scheme, secret, { ...request('{"b":2}'), ...longAgo });
    expect(verdict(again, '{"b":2}')).toMatchObject({ signature });
    expect(Object.keys(again.headers).sort()).toEqual(Object.keys(longAgo.headers).sort());
  });

  it('is not valid for another key', () => {
    const made = sign(scheme, keyOfAnother, request('{}'));
    expect(verdict(made, '{}').signature).toBe('invalid');
  });
});

describe('signing again', () => {
  it('uses a new id each time, unless one is given', () => {
    const ids = ['', ''].map(() => sign('Svix', secret, request('{}')).headers['svix-id']);
    expect(new Set(ids).size).toBe(2);
    expect(sign('Svix', secret, request('{}'), { id: 'one' }).headers['svix-id']).toBe('msg_one');
    const github = request('{}', { 'x-github-delivery': 'old' });
    expect(sign('X-Hub-Signature-256', secret, github, { id: 'new' }).headers['x-github-delivery']).toBe('new');
  });

  it('covers a form for Twilio, and JSON by the digest in the URL', () => {
    const form = request('b=2&a=1', { 'content-type': 'application/x-www-form-urlencoded' });
    expect(verdict(sign('Twilio', secret, form), 'b=2&a=1')).toMatchObject({ signature: 'valid' });
    const vouched = { ...request('{"new":1}'), url: `${url}&bodySHA256=${'0'.repeat(64)}&z=1` };
    const made = sign('Twilio', secret, vouched);
    expect(made.url).not.toContain('0'.repeat(64));
    expect(verdict(made, '{"new":1}')).toMatchObject({ signature: 'valid' });
  });

  it('replaces several signatures by one', () => {
    const several = request('{}', { 'x-docusign-signature-1': 'a', 'x-docusign-signature-2': 'b' });
    expect(Object.keys(sign('DocuSign', secret, several).headers)).not.toContain('x-docusign-signature-2');
  });

  it('throws, saying why it is impossible', () => {
    expect(() => sign('Discord', secret, request('{}'))).toThrow(/private key/);
    expect(() => sign('None such', secret, request('{}'))).toThrow(/There are: .*Stripe/);
    expect(schemeNameOf({ 'content-type': 'text/plain' })).toBeUndefined();
  });
});
