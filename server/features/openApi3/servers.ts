import type { Json, JsonObject } from '../../protocol/json';
import { say } from '../../texts/say';
import { arrayOr, isObject, memberOf, objectOr, type Source } from './losses';

/** `host`, `basePath` and `schemes` of 2.0. */
export interface Address {
  host?: string;
  basePath?: string;
  schemes?: string[];
}

/** Returns the address of the first server, its variables filled with their defaults. Everything else is reported. */
export function convertServers(servers: Json | undefined, source: Source): Address {
  const [first, ...others] = arrayOr(servers);
  if (!isObject(first)) {
    source.lose(say('The definition names no server: write its `host`.'));
    return {};
  }
  for (const i of others.keys()) {
    source
      .at(i + 1)
      .lose(say('OpenAPI 2.0 has one server: the first one was kept. A dynamichosturl policy can offer several.'));
  }
  const url = fillVariables(String(memberOf(first, 'url') ?? ''), objectOr(memberOf(first, 'variables')), source.at(0));
  if (!URL.canParse(url)) {
    source.at(0, 'url').lose(say('The URL of the server is relative or incomplete: write the `host`.'));
    return url.startsWith('/') ? { basePath: trimSlash(url) } : {};
  }
  const { protocol, host, pathname } = new URL(url);
  return { host, basePath: trimSlash(pathname), schemes: [protocol.slice(0, -1)] };
}

const trimSlash = (path: string): string => path.replace(/(?<=.)\/$/, '');

function fillVariables(url: string, variables: JsonObject, source: Source): string {
  return url.replace(/\{([^{}]*)\}/g, (placeholder, name: string) => {
    const value = memberOf(objectOr(memberOf(variables, name)), 'default');
    const filled = value === undefined ? placeholder : String(value);
    source
      .at('url')
      .lose(
        say`OpenAPI 2.0 has no variables in the address: ${name} is "${filled}" now. A dynamichosturl policy can ask for it.`,
      );
    return filled;
  });
}
