import { type Hover, MarkupKind } from 'vscode-languageserver-protocol';
import type { OpenDocument } from '../documents/document';
import { locate } from '../documents/locate';
import { isObject, keySpan, type Member, memberSpan, type Node, type Span, spanOf } from '../documents/tree';
import { alternatives, keysAt } from '../engine/connectorSchema';
import type { Definition } from '../model/definition';
import { triggerFacts } from '../model/triggers';
import { extensions, limits, swaggerKeysOf } from '../model/vocabulary';
import { methods, type Role } from '../model/walk';
import { type Context, contextAt } from './completion/context';
import type { Path } from './completion/cursorSlot';
import { aboutExtension } from './completion/texts';
import { lifecycle } from './hover/lifecycle';
import { code, list, paragraphs, plain } from './hover/markdown';
import { notificationTokens } from './hover/tokens';

/** What there is to say about the place at an offset of a definition: webhook keys, references, a trigger's life. */
export function hover(document: OpenDocument, definition: Definition | undefined, offset: number): Hover | null {
  if (!definition) return null;
  const found = locate(definition.root, offset);
  const member = found?.member;
  if (!found || !member) return null;
  const holder = found.onKey ? found.node : holderOf(found.node, member);
  // Deep inside a value its own keys speak, not the key above them.
  if (!holder || (!found.onKey && found.node !== member.value)) return null;
  if (!found.onKey && (found.node.kind === 'object' || found.node.kind === 'array')) return null;
  const path = pathOf(holder);
  const at: At = { member, holder, path, context: contextAt(path), onKey: found.onKey };
  const text = about(definition, at);
  if (!text) return null;
  const span: Span = at.onKey ? keySpan(member) : member.value ? spanOf(member.value) : memberSpan(member);
  return { contents: { kind: MarkupKind.Markdown, value: text }, range: document.range(span) };
}

interface At {
  member: Member;
  /** The object that has the member. */
  holder: Node;
  path: Path;
  context: Context;
  onKey: boolean;
}

function holderOf(node: Node, member: Member): Node | undefined {
  const parent = node.parent;
  return parent?.members.includes(member) ? parent : undefined;
}

/** Keys and indices from the root to a node. */
function pathOf(node: Node): Path {
  const path: Path = [];
  let at = node;
  // YAML aliases may lead in circles: no definition is deeper.
  for (let steps = 0; at.parent && steps < 1000; steps++, at = at.parent) {
    const { parent } = at;
    const holding = at;
    const key = parent.members.find(({ value }) => value === holding)?.key;
    path.unshift(key ?? parent.items.indexOf(holding));
  }
  return path;
}

function about(definition: Definition, at: At): string | undefined {
  const { member, context } = at;
  const { key } = member;
  // Here keys are names that the definition gives.
  if (context.kind === 'map' || context.kind === 'list') return undefined;
  if (context.kind === 'object') {
    if (key.startsWith('x-ms-')) return aboutExtensionAt(definition, at);
    if (key === '$ref') return aboutReference(definition, member);
    if (context.role === 'operation' && key === 'operationId') {
      const life = ofOperation(definition, at.holder);
      if (life) return life;
    }
    if (context.role === 'pathItem' && at.onKey && methods.includes(key as never)) {
      return (isObject(member.value) && ofOperation(definition, member.value)) || undefined;
    }
  } else if (key === 'operationId' && member.value?.kind === 'string') {
    return aboutOperation(definition, String(member.value.value));
  }
  return at.onKey ? aboutSwaggerKey(at) : undefined;
}

function ofOperation(definition: Definition, node: Node): string | undefined {
  const operation = definition.operations.find((one) => one.node === node);
  return operation && lifecycle(definition, operation);
}

function aboutExtensionAt(definition: Definition, at: At): string | undefined {
  const { member, holder, context, onKey } = at;
  const { key } = member;
  const known = extensions.get(key);
  if (!known) return `${code(key)} is not a key that Microsoft documents for connectors.`;
  const value = member.value;
  const meaning = !onKey && value?.kind === 'string' ? known.values?.[String(value.value)] : undefined;
  if (meaning) {
    const link = known.url ? `[Microsoft Learn](${known.url})` : undefined;
    const life = key === 'x-ms-trigger' && context.role === 'operation' ? ofOperation(definition, holder) : undefined;
    return paragraphs(life, `${code(key)}: ${code(String(value!.value))}. ${meaning}`, link);
  }
  // A hover shows few lines: what is true of this very place first.
  return paragraphs(ownPart(definition, at), aboutExtension(key), placesOf(known.places));
}

/** What is to be said of this very key, beyond the key as such. */
function ownPart(definition: Definition, { member, holder, context }: At): string | undefined {
  if (member.key === 'x-ms-trigger' && context.role === 'operation') return ofOperation(definition, holder);
  if (member.key === 'x-ms-notification-content' && context.role === 'pathItem') {
    return tokensOf(definition, member.value);
  }
  return member.key === 'x-ms-notification-url' ? callbackOf(definition, member) : undefined;
}

const placeNames: Partial<Record<Role, string>> = {
  root: 'the top level',
  info: '`info`',
  pathItem: 'a path, beside its methods',
  operation: 'an operation',
  parameter: 'a parameter',
  bodyParameter: 'a body parameter',
  schema: 'a schema',
  response: 'a response',
};

function placesOf(places: Role[] | undefined): string | undefined {
  return places && `Belongs on ${places.map((role) => placeNames[role] ?? role).join(', ')}.`;
}

const mostShown = 30;

function tokensOf(definition: Definition, written: Node | undefined): string | undefined {
  const content = definition.resolve(written);
  if (!isObject(content)) return undefined;
  const { tokens, more, dynamic } = notificationTokens(definition, content.get('schema'));
  if (dynamic) return '**Makers will see** what the service describes at run time.';
  const headers = content.get('headers')?.members ?? [];
  const lines = tokens.slice(0, mostShown).map(({ title, type, path, advanced }) => {
    const where = path.length > 0 ? ` ${code(path.join('.').replaceAll('.[*]', '[*]'))}` : '';
    return `${plain(title, 80)}: ${type}${where}${advanced ? ', under *See more*' : ''}`;
  });
  for (const { key, value } of headers.slice(0, mostShown)) {
    const title = value?.text('x-ms-summary') ?? value?.text('description') ?? key;
    lines.push(`${plain(title, 80)}: header ${code(key)}`);
  }
  const rest = tokens.length - mostShown;
  if (rest > 0) lines.push(`and ${rest}${more ? ' or more' : ''} others`);
  if (lines.length === 0) return 'It has no schema: makers get no dynamic content from it.';
  return `**Makers will see**\n${list(lines)}`;
}

function callbackOf(definition: Definition, member: Member): string | undefined {
  for (const { operation, search } of triggerFacts(definition)) {
    const callback = search.callbacks.find((one) => one.member === member);
    if (!callback) continue;
    const place = callback.chain.map(({ name }) => name).join('.') || 'the body itself';
    const name = operation.operationId ?? `${operation.method.toUpperCase()} ${operation.path}`;
    return `Here: ${code(place)} in the body of ${code(name)}.`;
  }
  return undefined;
}

const propertiesShown = 8;

/** Where a reference leads: what it is, its title, its first properties. */
function aboutReference(definition: Definition, member: Member): string | undefined {
  const value = member.value;
  if (value?.kind !== 'string') return undefined;
  const target = String(value.value);
  const node = definition.target(target);
  if (!isObject(node)) return `${code(target)} leads nowhere in this document.`;
  const title = node.text('title') || node.text('x-ms-summary') || node.text('name');
  const description = node.text('description');
  const type = node.text('type') ?? (node.get('properties') ? 'object' : undefined);
  const place = node.text('in');
  const kind = place === undefined ? type : `${place} parameter${type ? `, ${type}` : ''}`;
  const properties = (node.get('properties') ?? node.get('items')?.get('properties'))?.members ?? [];
  const lines = properties.slice(0, propertiesShown).map((property) => {
    const shape = definition.resolve(property.value);
    const shapeType = shape?.text('type') ?? 'any';
    return `${code(property.key)}: ${shapeType}`;
  });
  if (properties.length > propertiesShown) lines.push(`and ${properties.length - propertiesShown} more`);
  return paragraphs(
    `${code(target)}${kind ? `: ${plain(kind)}` : ''}`,
    title && title !== description ? `**${plain(title)}**` : undefined,
    description && plain(description, 400),
    lines.length > 0 ? list(lines) : undefined,
  );
}

function aboutOperation(definition: Definition, id: string): string | undefined {
  const operation = definition.operationsById(id)[0];
  if (!operation) return `No operation is named ${code(id)}.`;
  const title = operation.node.text('summary') ?? operation.node.text('description');
  return paragraphs(code(`${operation.method.toUpperCase()} ${operation.path}`), title && plain(title, 400));
}

/** From the vocabulary, or else from Microsoft's schema. */
function aboutSwaggerKey({ member, holder, path, context }: At): string | undefined {
  const ours =
    context.kind === 'object' && (swaggerKeysOf(context.role).get(member.key) ?? limitOf(context.role, member));
  if (ours) return ours;
  const beside = new Map(
    holder.members.map(({ key, value }) => [key, value?.kind === 'string' ? String(value.value) : undefined]),
  );
  const schemas = (keysAt(path, beside).get(member.key) ?? []).flatMap((schema) => alternatives(schema));
  return schemas.map(({ description }) => description).find(Boolean);
}

const limitOf = (role: Role, { key }: Member): string | undefined =>
  role === 'schema' || role === 'parameter' || role === 'items' || role === 'header' ? limits.get(key) : undefined;
