/** Pairs of published versions of connectors, with what is known to have broken in their triggers. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { OpenDocument } from '../../server/documents/document';
import { type BreakingChange, breakingChanges, type Version } from '../../server/features/compare/compare';
import { definitionOf } from '../../server/features/validate';

/** An entry of `breaking.json`. */
interface Known {
  kind: string;
  operationId: string;
  /** The field or the input; `path old > new` for a changed type or format. */
  where: string;
}

/** The codes that report each kind. A callback that moved is one change, but a removed and an added input there. */
const codes: Record<string, string[]> = {
  'field-removed': ['breaking-output-removed'],
  'field-type': ['breaking-output-type'],
  'field-format': ['breaking-output-format'],
  'input-removed': ['breaking-input-removed', 'breaking-callback'],
  'required-input-added': ['breaking-input-added', 'breaking-callback'],
  'input-required': ['breaking-input-required'],
  'path-changed': ['breaking-path'],
  'trigger-removed': ['breaking-operation-removed'],
};

export interface PairResult {
  name: string;
  known: number;
  found: BreakingChange[];
  /** What is known and was not found. */
  missing: Known[];
  /** Errors that are not known, as `code operationId path`. */
  extra: string[];
}

export const pairsIn = (folder: string): string[] =>
  readdirSync(folder).filter((name) => existsSync(join(folder, name, 'breaking.json')));

export function comparePair(folder: string, name: string): PairResult {
  const read = (file: string): string => readFileSync(join(folder, name, file), 'utf8').replace(/^\ufeff/, '');
  const known: Known[] = JSON.parse(read('breaking.json'));
  const found = breakingChanges(versionOf(read('old.swagger.json')), versionOf(read('new.swagger.json')));
  const errors = found.filter(({ severity }) => severity === 'error');
  return {
    name,
    known: known.length,
    found,
    missing: known.filter((one) => !found.some((change) => isSame(one, change))),
    extra: errors
      .filter((change) => !known.some((one) => isSame(one, change)))
      .map(({ code, operationId, path }) => [code, operationId, path].filter(Boolean).join(' ')),
  };
}

export function versionOf(text: string, language = 'json', properties?: Version['definition']['properties']): Version {
  const document = new OpenDocument(`file:///connector/apiDefinition.swagger.${language}`, language, 1, text);
  return { document, definition: definitionOf(document, properties)! };
}

function isSame({ kind, operationId, where }: Known, change: BreakingChange): boolean {
  if (operationId !== change.operationId || !codes[kind]!.includes(change.code)) return false;
  if (change.code === 'breaking-callback') return change.message.includes(`\`${where}\``);
  const path = ['path-changed', 'trigger-removed'].includes(kind) ? '' : where.split(' ')[0];
  return path === change.path;
}

/**
 * Errors in triggers that `breaking.json` does not list, each with the reason why it breaks flows. Its comparison looked at
 * neither visibility nor formats of inputs nor the body as a whole.
 */
const reasons: Record<string, [prefix: string, reason: string][]> = {
  'Projectplace-853948b': [
    [
      'breaking-input-format set_webhook_',
      'int32 became int64 for the same `board_id`s whose notification fields are listed; certification refuses both.',
    ],
  ],
  'Strategic_Portfolio_Manager-af8eb9e': [
    [
      'breaking-operation-hidden EventsAddBreakdownValuesChangedHook',
      'The trigger became internal: the designer no longer finds it, and certification refuses it (PowerPlatformConnectors#4215).',
    ],
  ],
  'ForceManager_CRM-78e483e': [
    ['breaking-output-type ', 'The body became a list: this is why the fields that are listed are gone.'],
  ],
};

/** Errors without a reason. */
export const unexplained = ({ name, extra }: PairResult): string[] => {
  const known = Object.entries(reasons).find(([suffix]) => name.endsWith(suffix))?.[1] ?? [];
  return extra.filter((one) => !known.some(([prefix]) => one.startsWith(prefix)));
};
