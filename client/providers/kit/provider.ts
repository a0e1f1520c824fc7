/** What is known of one provider. Each is declared by one file in `client/providers/`; `npm run generate` lists them. */
import type { Handshake, HandshakeResponse, IncomingRequest } from './handshake';
import type { TokenFacts } from './jsonWebToken';
import type { RequestVerifier } from './requestVerifier';
import type { SignatureVerifier } from './signature';

export interface Provider {
  /** As the provider writes it. */
  name: string;
  docs: Documentation;
  /** Domains of its API, each with its subdomains. */
  hosts?: string[];
  event?: Place;
  /** The id by which a receiver tells deliveries apart. */
  deliveryId?: Place;
  signatures?: SignatureVerifier[];
  /** A proof in the body or the query instead of a signature in a header. */
  inRequest?: RequestVerifier[];
  /** JSON Web Tokens as signatures. */
  tokens?: TokenFacts[];
  handshakes?: Handshake[];
  confirmation?: Confirmation;
  /** The response that each delivery requires, in words, and how it is made. */
  acknowledgement?: Acknowledgement;
  secrets?: SecretNames;
  /** What the person supplies as the secret, in English, for the page. */
  secret?: string;
  /** When a webhook ends by itself, in English, for the page. */
  expiry?: string;
}

/** The provider's page, and how well the facts are known. */
export interface Documentation {
  url: string;
  /** Date (ISO 8601) on which the facts were read there or in {@link source}. Undefined: from memory, unverified. */
  read?: string;
  /** What was read instead of the page: a library with its version, or a mirror. */
  source?: string;
}

/** A value in a request: in a header (lower case), or in the body at a path of member names. */
export type Place = { header: string } | { body: string[] };

/** A webhook that sends nothing until an address in a handshake is opened, which takes a person's yes. */
interface Confirmation {
  /** Matches the hosts of that address. */
  hosts: RegExp;
  /** True where the headers of a request ask for it. */
  isAsked(headers: Record<string, string>): boolean;
}

interface Acknowledgement {
  /** In English, for the page. */
  about: string;
  /** Undefined where the request is not a delivery of this provider. */
  respond(request: Pick<IncomingRequest, 'headers'>, beginning: string): HandshakeResponse | undefined;
}

/** Names that hold a secret itself. Everything that shows or exports a request masks their values. */
export interface SecretNames {
  /** Lower case. */
  headers?: string[];
  query?: string[];
  /** Names of members of a JSON body or fields of a form, at any depth. */
  body?: string[];
}
