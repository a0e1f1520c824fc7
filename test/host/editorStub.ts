// Stands in for the editor's API where a suite for the extension host is loaded in Node, for the names of its tests alone.

/** Every property of it, every call and every instance is itself. */
const anything: unknown = new Proxy(function anything() {}, {
  get: (_, name) => (name === Symbol.toPrimitive || name === 'toString' ? () => 'no editor' : anything),
  apply: () => anything,
  construct: () => anything as object,
});

export const Uri = anything;
export const workspace = anything;
export const CodeActionKind = anything;
