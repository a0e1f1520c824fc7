import { type DocumentSymbol, type SymbolInformation, SymbolKind } from 'vscode-languageserver-protocol';
import type { OpenDocument } from '../documents/document';
import { keySpan, type Member, memberSpan } from '../documents/tree';
import type { Definition } from '../model/definition';
import { factsOf } from '../model/triggers';
import { mark, say } from '../texts/say';
import { fullSupport, knownSymbolKind } from './clientSupport';

/** The outline of a connector: triggers, actions and shared objects. */
export function documentSymbols(
  document: OpenDocument,
  definition: Definition,
  known: ReadonlySet<SymbolKind> = fullSupport.symbolKinds,
): DocumentSymbol[] {
  const groups: { name: string; section: string; kind: SymbolKind; children: DocumentSymbol[] }[] = [
    { name: say('Triggers'), section: 'paths', kind: SymbolKind.Event, children: [] },
    { name: say('Actions'), section: 'paths', kind: SymbolKind.Method, children: [] },
    {
      name: say('Definitions'),
      section: 'definitions',
      kind: SymbolKind.Struct,
      children: shared('definitions', SymbolKind.Struct),
    },
    {
      name: say('Parameters'),
      section: 'parameters',
      kind: SymbolKind.Variable,
      children: shared('parameters', SymbolKind.Variable),
    },
    {
      name: say('Responses'),
      section: 'responses',
      kind: SymbolKind.Object,
      children: shared('responses', SymbolKind.Object),
    },
  ];
  for (const operation of definition.operations) {
    const { trigger, kind } = factsOf(definition, operation);
    const title = operation.node.text('summary') ?? operation.operationId ?? operation.path;
    const detail = `${operation.method.toUpperCase()} ${operation.path}${kind === 'action' ? '' : ` · ${say(words[kind])}`}`;
    const group = trigger ? groups[0]! : groups[1]!;
    group.children.push(symbol(title, detail, group.kind, operation.member));
  }

  function shared(section: string, kind: SymbolKind): DocumentSymbol[] {
    const value = definition.root.get(section);
    return value?.kind === 'object'
      ? value.members.map((member) => symbol(member.key, member.value?.text('type') ?? '', kind, member))
      : [];
  }

  function symbol(name: string, detail: string, kind: SymbolKind, member: Member): DocumentSymbol {
    return {
      name: name.trim() || '(unnamed)',
      detail,
      kind: knownSymbolKind(kind, known),
      range: document.range(memberSpan(member)),
      selectionRange: document.range(keySpan(member)),
    };
  }

  return groups.flatMap(({ name, section, children }) => {
    const member = definition.root.member(section);
    if (!member || children.length === 0) return [];
    return [
      {
        name,
        detail: String(children.length),
        kind: knownSymbolKind(SymbolKind.Namespace, known),
        range: document.range(memberSpan(member)),
        selectionRange: document.range(keySpan(member)),
        children,
      },
    ];
  });
}

const words = { webhook: 'webhook', polling: 'polling', webhookAction: mark('waits for a callback') };

const maxFound = 200;

/** The triggers, actions and definitions of an open document whose names contain the letters of a query, in order. */
export function workspaceSymbols(
  document: OpenDocument,
  definition: Definition,
  query: string,
  known?: ReadonlySet<SymbolKind>,
): SymbolInformation[] {
  const wanted = query.toLowerCase();
  return grouped(documentSymbols(document, definition, known))
    .filter(({ child }) => hasInOrder(`${child.name} ${child.detail}`.toLowerCase(), wanted))
    .slice(0, maxFound)
    .map((found) => withoutTree(document, found));
}

/** The outline as a list, for a client that shows no tree. */
export function symbolList(
  document: OpenDocument,
  definition: Definition,
  known: ReadonlySet<SymbolKind>,
): SymbolInformation[] {
  return grouped(documentSymbols(document, definition, known)).map((found) => withoutTree(document, found));
}

/** A symbol with the name of its group. */
interface Grouped {
  group: string;
  child: DocumentSymbol;
}

function grouped(symbols: DocumentSymbol[]): Grouped[] {
  return symbols.flatMap(({ name, children = [] }) => children.map((child) => ({ group: name, child })));
}

function withoutTree(document: OpenDocument, { group, child: { name, kind, range } }: Grouped): SymbolInformation {
  return { name, kind, containerName: group, location: { uri: document.uri, range } };
}

function hasInOrder(text: string, letters: string): boolean {
  let at = 0;
  for (const letter of letters) {
    at = text.indexOf(letter, at) + 1;
    if (at === 0) return false;
  }
  return true;
}
