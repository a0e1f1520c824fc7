import { CompletionItemKind } from 'vscode-languageserver-protocol';
import { alternatives, type JsonSchema, keysAt, schemasAt, valuesAt } from '../../engine/connectorSchema';
import type { Definition } from '../../model/definition';
import { wordsFor } from '../../model/swagger';
import { extensions, limitKeywords, swaggerKeysOf } from '../../model/vocabulary';
import type { Role } from '../../model/walk';
import { mark, say } from '../../texts/say';
import type { Candidate } from './candidate';
import type { Context } from './context';
import type { CursorSlot } from './cursorSlot';
import { isPlaced, keysInside } from './extensions';
import { operationTemplate } from './scaffolds';
import { Blank, type Template } from './template';

/** Swagger's own keys and values, from Microsoft's schema. */
export function swaggerCandidates(spot: CursorSlot, context: Context, definition: Definition | undefined): Candidate[] {
  if (spot.slot === 'key')
    return context.role === 'responses' && context.kind === 'object' ? statusKeys() : keys(spot, context, definition);
  if (spot.slot === 'item' && isMediaList(context)) return mediaTypes(spot.items);
  // Every other value is a fault, though the schema allows both.
  if (spot.slot === 'value' && spot.key === 'x-ms-notification-url') return [];
  const schemas = spot.slot === 'value' ? valuesAt(spot.path, spot.key!, spot.siblings) : schemasAt([...spot.path, 0]);
  const words =
    spot.slot === 'value' ? wordsOf(context, spot.key!) : wordsOf({ ...context, tail: [] }, listKey(context));
  return values(schemas, new Set(spot.items), words);
}

/** The key of the list around an item. */
const listKey = ({ tail }: Context): string => (tail.length === 1 ? String(tail[0]) : '');

/** The enum values of a key, the most common first. A schema that only allows `null` is left out. */
function wordsOf({ role, tail }: Pick<Context, 'role' | 'tail'>, key: string): string[] {
  return tail.length > 0 ? [] : (wordsFor(role, key) ?? []).filter((word) => word !== 'null');
}

function keys(spot: CursorSlot, context: Context, definition: Definition | undefined): Candidate[] {
  const candidates: Candidate[] = [];
  const role = context.kind === 'object' ? context.role : undefined;
  const ours = role ? swaggerKeysOf(role) : new Map<string, string>();
  const order = [...ours.keys(), ...limitKeywords.keys(), ...keysInside(String(context.tail[0]))];
  const place = (key: string) => (order.includes(key) ? order.indexOf(key) : order.length);
  const found = [...keysAt(spot.path, spot.siblings)].sort(([a], [b]) => place(a) - place(b));
  for (const [key, schemas] of found) {
    // The vocabulary decides where an `x-ms-*` key has an effect; names are offered for `$ref`.
    if (isPlaced(key) || key === '$ref') continue;
    const all = schemas.flatMap((schema) => alternatives(schema));
    candidates.push({
      label: key,
      kind: CompletionItemKind.Property,
      members: [[key, operationTemplate(spot, role, key, definition) ?? templateFor(key, all, role)]],
      group: ours.has(key) ? 1 : 3,
      documentation: extensions.get(key)?.description ?? ours.get(key) ?? limitKeywords.get(key) ?? describe(all),
    });
  }
  return candidates;
}

function describe(schemas: JsonSchema[]): string | undefined {
  return schemas.map(({ description, title }) => description || title).find(Boolean);
}

/** The value inserted after a key: an empty one of the right form. */
function templateFor(key: string, schemas: JsonSchema[], role: Role | undefined): Template {
  const words = role ? wordsOf({ role, tail: [] }, key) : [];
  const choices = inOrder(enumOf(schemas), words);
  if (choices.length === 1 && typeof choices[0] !== 'string') return choices[0] as boolean;
  if (choices.length > 0 && choices.every((value) => typeof value === 'string')) return `‹1|${choices.join(',')}›`;
  const type = schemas.map((schema) => schema.type).find(Boolean);
  // A default would change nothing: the user who writes the key wants the other value.
  if (type === 'boolean') return new Blank('value', key === 'exclusiveMinimum' ? ['false', 'true'] : ['true', 'false']);
  if (type === 'string') return '‹1›';
  if (type === 'array') return new Blank('list');
  if (type === 'object' || schemas.some((schema) => schema.properties)) return new Blank('object');
  return new Blank('value', [type === 'number' || type === 'integer' ? '0' : '""']);
}

function enumOf(schemas: JsonSchema[]): unknown[] {
  return [...new Set(schemas.flatMap((schema) => schema.enum ?? []))];
}

/** The known words, in their usual order; all words as they are when none is known. */
function inOrder(values: unknown[], words: string[]): unknown[] {
  if (words.length === 0) return values;
  return values
    .filter((value) => words.includes(String(value)))
    .sort((a, b) => words.indexOf(String(a)) - words.indexOf(String(b)));
}

function values(schemas: JsonSchema[], present: Set<string>, words: string[]): Candidate[] {
  const documentation = describe(schemas);
  const found = inOrder(enumOf(schemas), words);
  if (schemas.some((schema) => schema.type === 'boolean') && found.length === 0) found.push(true, false);
  return found
    .filter((value) => !present.has(String(value)))
    .map((value) => ({
      label: String(value),
      kind: typeof value === 'string' ? CompletionItemKind.EnumMember : CompletionItemKind.Value,
      value: value as Template,
      group: 2,
      documentation,
    }));
}

function isMediaList({ kind, role, tail }: Context): boolean {
  return (
    kind === 'other' &&
    (role === 'root' || role === 'operation') &&
    tail.length === 1 &&
    /^(?:consumes|produces)$/.test(String(tail[0]))
  );
}

const media: [string, string][] = [
  ['application/json', 'JSON'],
  ['application/x-www-form-urlencoded', mark('A form')],
  ['multipart/form-data', mark('A form with files')],
  ['application/xml', 'XML'],
  ['text/json', mark('JSON, as some services say')],
  ['text/plain', mark('Plain text')],
  ['text/html', 'HTML'],
  ['text/csv', 'CSV'],
  ['application/octet-stream', mark('Bytes')],
  ['application/pdf', 'PDF'],
  ['image/*', mark('Pictures')],
];

function mediaTypes(present: string[]): Candidate[] {
  return media
    .filter(([name]) => !present.includes(name))
    .map(([name, detail]) => ({ label: name, kind: CompletionItemKind.EnumMember, value: name, group: 0, detail }));
}

const statuses: [string, string][] = [
  ['200', 'OK'],
  ['201', 'Created'],
  ['202', 'Accepted'],
  ['204', 'No Content'],
  ['400', 'Bad Request'],
  ['401', 'Unauthorized'],
  ['404', 'Not Found'],
  ['500', 'Internal Server Error'],
  ['default', mark('Any other response')],
];

function statusKeys(): Candidate[] {
  const plain = statuses.map(
    ([status, description]): Candidate => ({
      label: status,
      kind: CompletionItemKind.Property,
      members: [[status, { description: `‹1:${description}›` }]],
      group: 2,
      detail: description,
    }),
  );
  const created: Candidate = {
    label: mark('201 with Location'),
    kind: CompletionItemKind.Snippet,
    members: [
      [
        '201',
        {
          description: '‹1:Created›',
          headers: { Location: { type: 'string', description: '‹2:The URL that deletes the webhook.›' } },
        },
      ],
    ],
    group: 0,
    find: '201',
    detail: say('The response to creating a webhook'),
    documentation: say(
      'Power Automate sends DELETE to the URL in the `Location` header when the flow is changed or deleted.',
    ),
  };
  return [created, ...plain];
}
