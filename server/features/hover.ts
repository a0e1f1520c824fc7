import { type Hover, MarkupKind } from 'vscode-languageserver-protocol';
import type { OpenDocument } from '../documents/document';
import { locate } from '../documents/locate';
import { isObject, keySpan, type Member, memberSpan, type Node, type Span, spanOf } from '../documents/tree';
import { alternatives, keysAt } from '../engine/connectorSchema';
import type { Definition } from '../model/definition';
import { outputOf } from '../model/triggerOutput';
import { type TriggerFacts, triggerFacts } from '../model/triggers';
import { extensions, limitKeywords, swaggerKeysOf } from '../model/vocabulary';
import { methods, type Role } from '../model/walk';
import type { CardToken } from '../protocol/preview';
import { mark, say } from '../texts/say';
import { type Context, contextAt } from './completion/context';
import type { Path } from './completion/cursorSlot';
import { extensionMarkdown } from './completion/texts';
import { quoted } from './designer/accessors';
import { splitPath, tokenUses } from './designer/tokens';
import { lifecycle } from './hover/lifecycle';
import { code, list, paragraphs, plain } from './hover/markdown';
import { notificationTokens } from './hover/tokens';
import { type FindLoaded, type LoadedSchema, noneLoaded } from './loadedSchemas';

/**
 * The hover at an offset of a definition: about webhook keys, references and the life of a webhook.
 *
 * @param hasScript returns true where `script.csx` is next to it
 */
export function hover(
  document: OpenDocument,
  definition: Definition | undefined,
  offset: number,
  findLoaded: FindLoaded = noneLoaded,
  hasScript = () => false,
): Hover | null {
  if (!definition) return null;
  const found = locate(definition.root, offset);
  const member = found?.member;
  if (!found || !member) return null;
  const holder = found.onKey ? found.node : holderOf(found.node, member);
  // Inside of an object or list its own keys have hovers, not the key above them.
  if (!holder || (!found.onKey && found.node !== member.value)) return null;
  if (!found.onKey && (found.node.kind === 'object' || found.node.kind === 'array')) return null;
  const path = pathOf(holder);
  const at: Place = { member, holder, path, context: contextAt(path), onKey: found.onKey, findLoaded, hasScript };
  const text = textFor(definition, at);
  if (!text) return null;
  const span: Span = at.onKey ? keySpan(member) : member.value ? spanOf(member.value) : memberSpan(member);
  return { contents: { kind: MarkupKind.Markdown, value: text }, range: document.range(span) };
}

/** The member at the cursor. */
interface Place {
  member: Member;
  /** The object that has the member. */
  holder: Node;
  path: Path;
  context: Context;
  onKey: boolean;
  findLoaded: FindLoaded;
  hasScript(): boolean;
}

function holderOf(node: Node, member: Member): Node | undefined {
  const parent = node.parent;
  return parent?.members.includes(member) ? parent : undefined;
}

/** The keys and indices from the root to a node. */
function pathOf(node: Node): Path {
  const path: Path = [];
  let at = node;
  // YAML aliases can form a circle: no definition is deeper than this.
  for (let steps = 0; at.parent && steps < 1000; steps++, at = at.parent) {
    const { parent } = at;
    const holding = at;
    const key = parent.members.find(({ value }) => value === holding)?.key;
    path.unshift(key ?? parent.items.indexOf(holding));
  }
  return path;
}

function textFor(definition: Definition, at: Place): string | undefined {
  const { member, context } = at;
  // Here keys are names that the definition declares.
  if (context.kind === 'map' || context.kind === 'list') return at.onKey ? propertyText(definition, at) : undefined;
  if (context.kind === 'object' && member.key.startsWith('x-ms-')) return extensionText(definition, at);
  if (context.kind === 'object' && member.key === '$ref') return referenceText(definition, member);
  const isMethod = context.role === 'pathItem' && at.onKey && methods.includes(member.key as never);
  if (context.kind === 'object' && isMethod) {
    return isObject(member.value) ? lifecycleOf(definition, member.value, at) : undefined;
  }
  return operationIdText(definition, at) ?? (at.onKey ? swaggerKeyText(at) : undefined);
}

/** For an operation's own `operationId` the life of its webhook, for any other the operation that it names. */
function operationIdText(definition: Definition, at: Place): string | undefined {
  const { member, holder, context } = at;
  if (member.key !== 'operationId') return undefined;
  if (context.kind === 'object') {
    return context.role === 'operation' ? lifecycleOf(definition, holder, at) : undefined;
  }
  return member.value?.kind === 'string' ? operationText(definition, String(member.value.value)) : undefined;
}

function lifecycleOf(definition: Definition, node: Node, { findLoaded, hasScript }: Place): string | undefined {
  const operation = definition.operations.find((one) => one.node === node);
  if (!operation) return undefined;
  return lifecycle(definition, operation, { loaded: findLoaded(operation.operationId), hasScript: hasScript() });
}

function extensionText(definition: Definition, at: Place): string | undefined {
  const { member, holder, context, onKey } = at;
  const { key } = member;
  const known = extensions.get(key);
  if (!known) return say`${code(key)} is not a key that Microsoft documents for connectors.`;
  const value = member.value;
  const meaning = !onKey && value?.kind === 'string' ? known.values?.[String(value.value)] : undefined;
  if (meaning) {
    const link = known.url ? `[Microsoft Learn](${known.url})` : undefined;
    const life =
      key === 'x-ms-trigger' && context.role === 'operation' ? lifecycleOf(definition, holder, at) : undefined;
    return paragraphs(life, `${code(key)}: ${code(String(value!.value))}. ${say(meaning)}`, link);
  }
  // A hover shows few lines: what is true of this place comes first.
  return paragraphs(placeText(definition, at), extensionMarkdown(key), placesOf(known.places));
}

/** The part of an extension's hover that depends on the place. */
function placeText(definition: Definition, at: Place): string | undefined {
  const { member, holder, context } = at;
  if (member.key === 'x-ms-trigger' && context.role === 'operation') return lifecycleOf(definition, holder, at);
  if (member.key === 'x-ms-notification-content' && context.role === 'pathItem') {
    return tokensOf(definition, at);
  }
  return member.key === 'x-ms-notification-url' ? callbackOf(definition, member) : undefined;
}

const placeNames: Partial<Record<Role, string>> = {
  root: mark('the top level'),
  info: '`info`',
  pathItem: mark('a path, beside its methods'),
  operation: mark('an operation'),
  parameter: mark('a parameter'),
  bodyParameter: mark('a body parameter'),
  schema: mark('a schema'),
  response: mark('a response'),
};

function placesOf(places: Role[] | undefined): string | undefined {
  return places && say`Belongs on ${places.map((role) => say(placeNames[role] ?? role)).join(', ')}.`;
}

/** Maximum number of tokens, and of headers, that are listed. */
const maxShown = 30;

/** What the service gave for the first trigger of the path item around a notification. */
function loadedFor(definition: Definition, { holder, findLoaded }: Place): LoadedSchema | undefined {
  for (const { operation } of triggerFacts(definition)) {
    const loaded = operation.pathItem === holder ? findLoaded(operation.operationId) : undefined;
    if (loaded) return loaded;
  }
  return undefined;
}

function tokensOf(definition: Definition, at: Place): string | undefined {
  const content = definition.resolve(at.member.value);
  if (!isObject(content)) return undefined;
  const given = loadedFor(definition, at);
  const schema = content.get('schema');
  const { tokens, more, dynamic, loaded } = notificationTokens(definition, schema, { loaded: given });
  const facts = triggerFacts(definition).find(({ operation }) => operation.pathItem === at.holder);
  const useOf = tokenUses(tokens, facts && splitPath(loaded ? given! : { definition, schema }, facts));
  if (dynamic) return say('**Flow makers will see** what the service describes at run time.');
  const headers = content.get('headers')?.members ?? [];
  const lines = tokens
    .slice(0, maxShown)
    .map(
      (token) =>
        `${plain(token.title, 80)}: ${token.type} ${usage(useOf(token))}${token.advanced ? say(', under *See more*') : ''}`,
    );
  for (const { key, value } of headers.slice(0, maxShown)) {
    const title = value?.text('x-ms-summary') ?? value?.text('description') ?? key;
    lines.push(say`${plain(title, 80)}: header ${code(`triggerOutputs()['headers'][${quoted(key)}]`)}`);
  }
  const rest = tokens.length - maxShown;
  if (rest > 0) lines.push(say`and ${rest}${more ? say(' or more') : ''} others`);
  if (lines.length === 0) return say('It has no schema: flow makers get no dynamic content from it.');
  const seen = loaded
    ? say('**Flow makers will see**, by what the service gave for a registered webhook')
    : say('**Flow makers will see**');
  return `${seen}\n${list(lines)}`;
}

/** The expression of a token, with the lists that a flow goes through to reach it. */
const usage = ({ expression, loops }: Pick<CardToken, 'expression' | 'loops'>): string =>
  `${code(expression)}${loops.length > 0 ? say` for each of ${loops.map((loop) => plain(loop, 80)).join(' › ')}` : ''}`;

/** Maximum number of triggers whose notifications are searched for a property, and of their expressions that are shown. */
const maxTriggers = 20;
const maxExpressions = 3;

/** The dynamic content for a property of a notification, with the expression that reads it. */
function propertyText(definition: Definition, { member, path, findLoaded }: Place): string | undefined {
  if (path.at(-1) !== 'properties') return undefined;
  const isInPath = ({ operation }: TriggerFacts) => path[0] !== 'paths' || operation.path === path[1];
  const triggers = triggerFacts(definition).filter(isInPath).slice(0, maxTriggers);
  const uses = triggers.flatMap((facts) => {
    const output = outputOf(definition, facts);
    const schema = isObject(output) ? output.get('schema') : undefined;
    const given = findLoaded(facts.operation.operationId);
    const { tokens, loaded } = notificationTokens(definition, schema, { loaded: given, most: maxSearched });
    const useOf = tokenUses(tokens, splitPath(loaded ? given! : { definition, schema }, facts));
    return tokens
      .filter(({ written }) => written === member.value)
      .map((token) => `${plain(token.title, 80)}: ${usage(useOf(token))}`);
  });
  const distinct = [...new Set(uses)].slice(0, maxExpressions);
  return distinct.length === 0 ? undefined : say`**Dynamic content in a flow**\n${list(distinct)}`;
}

/** Maximum number of tokens of a notification that are searched for a property. */
const maxSearched = 1000;

function callbackOf(definition: Definition, member: Member): string | undefined {
  for (const { operation, search } of triggerFacts(definition)) {
    const callback = search.callbacks.find((one) => one.member === member);
    if (!callback) continue;
    const place = callback.chain.map(({ name }) => name).join('.') || say('the body itself');
    const name = operation.operationId ?? `${operation.method.toUpperCase()} ${operation.path}`;
    return say`Here: ${code(place)} in the body of ${code(name)}.`;
  }
  return undefined;
}

/** Maximum number of properties that are listed. */
const maxProperties = 8;

/** The target of a reference: its type, its title and its first properties. */
function referenceText(definition: Definition, member: Member): string | undefined {
  const value = member.value;
  if (value?.kind !== 'string') return undefined;
  const target = String(value.value);
  const node = definition.target(target);
  if (!isObject(node)) return say`${code(target)} leads nowhere in this document.`;
  const title = node.text('title') || node.text('x-ms-summary') || node.text('name');
  const description = node.text('description');
  const type = node.text('type') ?? (node.get('properties') ? 'object' : undefined);
  const place = node.text('in');
  const kind = place === undefined ? type : say`${place} parameter${type ? `, ${type}` : ''}`;
  const properties = (node.get('properties') ?? node.get('items')?.get('properties'))?.members ?? [];
  const lines = properties.slice(0, maxProperties).map((property) => {
    const shape = definition.resolve(property.value);
    const shapeType = shape?.text('type') ?? 'any';
    return `${code(property.key)}: ${shapeType}`;
  });
  if (properties.length > maxProperties) lines.push(say`and ${properties.length - maxProperties} more`);
  return paragraphs(
    `${code(target)}${kind ? `: ${plain(kind)}` : ''}`,
    title && title !== description ? `**${plain(title)}**` : undefined,
    description && plain(description, 400),
    lines.length > 0 ? list(lines) : undefined,
  );
}

function operationText(definition: Definition, id: string): string | undefined {
  const operation = definition.operationsById(id)[0];
  if (!operation) return say`No operation is named ${code(id)}.`;
  const title = operation.node.text('summary') ?? operation.node.text('description');
  return paragraphs(code(`${operation.method.toUpperCase()} ${operation.path}`), title && plain(title, 400));
}

/** The description of a key, from the vocabulary or otherwise from Microsoft's schema. */
function swaggerKeyText({ member, holder, path, context }: Place): string | undefined {
  const ours =
    context.kind === 'object' && (swaggerKeysOf(context.role).get(member.key) ?? limitOf(context.role, member));
  if (ours) return say(ours);
  const siblings = new Map(
    holder.members.map(({ key, value }) => [key, value?.kind === 'string' ? String(value.value) : undefined]),
  );
  const schemas = (keysAt(path, siblings).get(member.key) ?? []).flatMap((schema) => alternatives(schema));
  const english = schemas.map(({ description }) => description).find(Boolean);
  return english === undefined ? undefined : say(english);
}

const limitOf = (role: Role, { key }: Member): string | undefined =>
  role === 'schema' || role === 'parameter' || role === 'items' || role === 'header'
    ? limitKeywords.get(key)
    : undefined;
