type KeyedQueue = <T>(key: string, run: () => Promise<T>) => Promise<T>;

/** Runs the functions of each key one after another, in the order of the calls, also after a failure. Keys are independent. */
export function createKeyedQueue(): KeyedQueue {
  const last = new Map<string, Promise<unknown>>();
  return (key, run) => {
    const done = (last.get(key) ?? Promise.resolve()).then(run);
    const settled = done.catch(() => {});
    last.set(key, settled);
    void settled.then(() => {
      if (last.get(key) === settled) last.delete(key);
    });
    return done;
  };
}
