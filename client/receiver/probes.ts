import { createHash, randomBytes } from 'node:crypto';

/** The header of a probe: its nonce. */
export const probeHeader = 'x-flow-webhooks-probe';

/** What the receiver answers to a probe, as JSON. */
export interface ProbeAnswer {
  /** Proves that the receiver saw the nonce: a server that echoes requests doesn't know it. */
  proof: string;
  /** The path that arrived. */
  path: string;
}

/** The digest of a nonce that the receiver answers with. */
export const proofOf = (nonce: string): string => createHash('sha256').update(`probe ${nonce}`).digest('hex');

/**
 * The requests by which this window tries whether a public URL leads to its receiver. Each has a random nonce that nobody
 * else can know.
 */
export class Probes {
  private readonly nonces = new Set<string>();

  /** A nonce for a new probe. `forget` must be called once the probe is over. */
  add(): { nonce: string; forget(): void } {
    const nonce = randomBytes(24).toString('base64url');
    this.nonces.add(nonce);
    return { nonce, forget: () => this.nonces.delete(nonce) };
  }

  /**
   * Returns the answer to a request that is a probe of this window, whatever its path and its host.
   * @param header the value of {@link probeHeader}
   * @param path the path that arrived
   */
  answer(header: string | string[] | undefined, path: string): ProbeAnswer | undefined {
    if (typeof header !== 'string' || !this.nonces.has(header)) return undefined;
    return { proof: proofOf(header), path };
  }
}
