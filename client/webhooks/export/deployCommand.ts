/**
 * The commands of Microsoft's tools that create or update a custom connector. `pac connector` is documented at
 * learn.microsoft.com/power-platform/developer/cli/reference/connector, `paconn` at
 * learn.microsoft.com/connectors/custom-connectors/paconn-cli.
 */

export type DeployTool = 'pac' | 'paconn';

export interface DeployFiles {
  definition: string;
  properties?: string;
  script?: string;
  icon?: string;
}

export interface DeployTarget {
  environment?: string;
  /** Undefined creates a connector. */
  connectorId?: string;
}

interface Options {
  create: string;
  update: string;
  files: Record<keyof DeployFiles, string>;
  target: Record<keyof DeployTarget, string>;
  /** What the tool takes as an environment, and as the id of a connector. */
  isEnvironment: RegExp;
  isConnectorId: RegExp;
}

const guid = '[\\da-f]{8}(?:-[\\da-f]{4}){3}-[\\da-f]{12}';

const options: Record<DeployTool, Options> = {
  pac: {
    create: 'pac connector create',
    update: 'pac connector update',
    files: {
      definition: '--api-definition-file',
      properties: '--api-properties-file',
      script: '--script-file',
      icon: '--icon-file',
    },
    target: { environment: '--environment', connectorId: '--connector-id' },
    isEnvironment: new RegExp(`^(?:${guid}|https://[\\w.-]+/?)$`, 'i'),
    isConnectorId: new RegExp(`^${guid}$`, 'i'),
  },
  paconn: {
    create: 'paconn create',
    update: 'paconn update',
    files: { definition: '--api-def', properties: '--api-prop', script: '--script', icon: '--icon' },
    target: { environment: '--env', connectorId: '--cid' },
    isEnvironment: new RegExp(`^(?:\\w+-)?${guid}$`, 'i'),
    // `shared_contoso-5f0629412d7d1fe83e-5f6f049c14c1d2a8a1`
    isConnectorId: /^shared_[\w.-]+$/i,
  },
};

/** True for an id of a connector that the tool takes: each has ids of its own. */
export const isConnectorId = (tool: DeployTool, id: string): boolean => options[tool].isConnectorId.test(id);

/**
 * The part of `settings.json` (the file of paconn) that the tool takes. The file comes from the workspace and may hold
 * anything: placeholders and whatever is not an id are left out.
 */
export function targetIn(tool: DeployTool, settings: unknown): DeployTarget {
  const { environment, connectorId } = (settings ?? {}) as Record<string, unknown>;
  const { isEnvironment } = options[tool];
  return {
    ...(typeof environment === 'string' && isEnvironment.test(environment) && { environment }),
    ...(typeof connectorId === 'string' && isConnectorId(tool, connectorId) && { connectorId }),
  };
}

/** A name that no shell takes apart in double quotes: bash, zsh, fish, PowerShell and cmd read different characters. */
const isHarmless = (name: string): boolean => /^[\p{L}\p{N} ._/\\:@+,()=-]+$/u.test(name) && !/^-|\\$/.test(name);

/** The names among the files that cannot be written so that every shell reads them alike. */
export const unwritableNames = (files: DeployFiles): string[] =>
  Object.values(files).filter((name): name is string => name !== undefined && !isHarmless(name));

/**
 * One line that creates or updates a connector, for any shell.
 *
 * @param files paths, without {@link unwritableNames}
 */
export function deployCommand(tool: DeployTool, files: DeployFiles, target: DeployTarget): string {
  const { create, update, files: fileOptions, target: targetOptions } = options[tool];
  const parts = [target.connectorId === undefined ? create : update];
  for (const name of ['connectorId', 'environment'] as const) {
    if (target[name] !== undefined) parts.push(targetOptions[name], target[name]);
  }
  for (const name of ['definition', 'properties', 'script', 'icon'] as const) {
    if (files[name] !== undefined) parts.push(fileOptions[name], quoted(files[name]));
  }
  return parts.join(' ');
}

const quoted = (name: string): string => (/^[\w./:-]+$/.test(name) ? name : `"${name}"`);
