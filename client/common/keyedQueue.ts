export type KeyedQueue = <T>(key: string, act: () => Promise<T>) => Promise<T>;

/** For each key one after another, in the order of asking, whatever came of those before; keys do not wait for each other. */
export function createKeyedQueue(): KeyedQueue {
  const last = new Map<string, Promise<unknown>>();
  return (key, act) => {
    const done = (last.get(key) ?? Promise.resolve()).then(act);
    const settled = done.catch(() => {});
    last.set(key, settled);
    void settled.then(() => {
      if (last.get(key) === settled) last.delete(key);
    });
    return done;
  };
}
