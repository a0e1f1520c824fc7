import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import type { CommandContext } from '../../client/commands/command';

const guid = '0f8fad5b-d9cb-469f-a165-70867728950e';

/** What the person sees and does. */
const person = {
  /** The button of the message, the values of choices, the buttons of dialogs. */
  answers: [] as (string | undefined)[],
  messages: [] as string[],
  details: [] as string[],
  terminal: [] as [text: string, isRun: boolean | undefined][],
};

const uriOf = (file: string) => ({ scheme: 'file', fsPath: file, toString: () => pathToFileURL(file).href });

vi.mock('vscode', () => {
  const say = async (message: string, ...rest: unknown[]) => {
    person.messages.push(message);
    const [options] = rest;
    if (typeof options === 'object') person.details.push((options as { detail: string }).detail);
    return person.answers.shift();
  };
  return {
    FileType: { File: 1 },
    Uri: {
      joinPath: ({ fsPath }: { fsPath: string }, ...parts: string[]) => uriOf(path.join(fsPath, ...parts)),
      parse: (text: string) => text,
    },
    l10n: {
      t: (text: string, ...values: unknown[]) => text.replace(/\{(\d)\}/g, (_, at) => String(values[at])),
    },
    env: { openExternal: (page: string) => person.messages.push(`opened ${page}`) },
    workspace: {
      asRelativePath: ({ fsPath }: { fsPath: string }) => path.basename(fsPath),
      fs: {
        stat: async ({ fsPath }: { fsPath: string }) => ({ type: statSync(fsPath).isFile() ? 1 : 2 }),
        readFile: async ({ fsPath }: { fsPath: string }) => readFileSync(fsPath),
      },
    },
    window: {
      showInformationMessage: say,
      showWarningMessage: say,
      createTerminal: () => ({
        shellIntegration: {},
        show: () => {},
        sendText: (text: string, isRun: boolean | undefined) => person.terminal.push([text, isRun]),
      }),
    },
  };
});
vi.mock('../../client/commands/prompts/pick', () => ({ pickOne: async () => person.answers.shift() }));
vi.mock('../../client/commands/prompts/askText', () => ({ askText: async () => person.answers.shift() }));
vi.mock('../../client/editor/ranges', () => ({ toRange: (range: unknown) => range }));
vi.mock('../../client/editor/olderVersion', () => ({ readOlderVersion: async () => ({}) }));

const { offerNextSteps } = await import('../../client/commands/prompts/handOver');
const { Canceled } = await import('../../client/commands/prompts/steps');

let folder: string;
let errors: { message: string; range: unknown }[];
let changes: { message: string }[];
const checked: string[] = [];

beforeEach(() => {
  Object.assign(person, { answers: [], messages: [], details: [], terminal: [] });
  errors = [];
  changes = [];
  folder = mkdtempSync(path.join(tmpdir(), 'hand-over-'));
  for (const name of ['apiDefinition.json', 'apiProperties.json', 'script.csx', 'icon.png'])
    writeFileSync(path.join(folder, name), '{}');
  for (const tool of ['pac', 'paconn']) {
    writeFileSync(path.join(folder, tool), '#!/bin/sh\n');
    chmodSync(path.join(folder, tool), 0o755);
  }
  vi.stubEnv('PATH', folder);
  onTestFinished(() => {
    vi.unstubAllEnvs();
    rmSync(folder, { recursive: true, force: true });
  });
});

function offer(...answers: (string | undefined)[]): Promise<void> {
  person.answers = answers;
  const server = {
    checkDefinition: async (_: unknown, profile: string) => {
      checked.push(profile);
      return { errors, warnings: 2 };
    },
    compare: async () => ({ changes }),
  };
  const context = { server } as unknown as CommandContext;
  const source = uriOf(path.join(folder, 'apiDefinition.yaml'));
  return offerNextSteps(context, source as never, uriOf(path.join(folder, 'apiDefinition.json')) as never);
}

describe('handing a connector over', () => {
  it.runIf(process.platform !== 'win32')('says what is next, links to the steps and opens the portal', async () => {
    await offer('Open Power Automate');
    expect(person.messages[0]).toContain('Import an OpenAPI file');
    expect(person.messages[0]).toMatch(/\(\[all steps\]\(https:\/\/learn\.microsoft\.com\/connectors\/[\w/-]+\)\)/);
    expect(person.messages[1]).toBe('opened https://make.powerautomate.com/');
  });

  it('puts the command to create a connector into a terminal, and does not run it', async () => {
    await offer('Use pac…', 'create', 'certification');
    expect(checked.at(-1)).toBe('certification');
    expect(person.terminal).toEqual([
      [
        'pac connector create --api-definition-file apiDefinition.json --api-properties-file apiProperties.json --script-file script.csx --icon-file icon.png',
        false,
      ],
    ]);
  });

  it('updates the connector of settings.json in its environment', async () => {
    rmSync(path.join(folder, 'icon.png'));
    const settings = { environment: guid, connectorId: 'shared_contoso-5f06' };
    writeFileSync(path.join(folder, 'settings.json'), JSON.stringify(settings));
    await offer('Use paconn…', 'known', 'custom');
    expect(person.terminal[0]![0]).toBe(
      `paconn update --cid shared_contoso-5f06 --env ${guid} --api-def apiDefinition.json --api-prop apiProperties.json --script script.csx`,
    );
  });

  it('says what an update breaks before it offers the command', async () => {
    changes = Array.from({ length: 7 }, (_, at) => ({ message: `Change ${at}.` }));
    await expect(offer('Use pac…', 'other', 'custom', guid, undefined)).rejects.toThrow(Canceled);
    expect(person.messages.at(-1)).toBe('This update breaks flows in use.');
    expect(person.details.at(-1)).toMatch(/• Change 0\.[\s\S]*• Change 4\.\n… and 2 more$/);
    expect(person.terminal).toEqual([]);
    await offer('Use pac…', 'other', 'custom', guid, 'Continue Anyway');
    expect(person.terminal[0]![0]).toContain(`--connector-id ${guid}`);
  });

  it('asks whether to go on with errors', async () => {
    errors = [{ message: 'The title is missing.', range: {} }];
    await expect(offer('Use pac…', 'create', 'custom', undefined)).rejects.toThrow(Canceled);
    expect(person.details.at(-1)).toContain('The title is missing.');
    expect(person.terminal).toEqual([]);
    await offer('Use pac…', 'create', 'custom', 'Continue Anyway');
    expect(person.terminal).toHaveLength(1);
  });

  it('offers no tool that is not installed', async () => {
    vi.stubEnv('PATH', path.join(folder, 'nowhere'));
    await offer('Use pac…');
    expect(person.terminal).toEqual([]);
  });
});
