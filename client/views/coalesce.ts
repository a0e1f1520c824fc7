/** Calls of this within so many milliseconds become one, at their end. The first is not put off by later ones. */
export function coalesce(milliseconds: number, act: () => void): (() => void) & { dispose(): void } {
  let timer: NodeJS.Timeout | undefined;
  const call = () => {
    timer ??= setTimeout(() => {
      timer = undefined;
      act();
    }, milliseconds);
  };
  const dispose = () => {
    clearTimeout(timer);
    timer = undefined;
  };
  return Object.assign(call, { dispose });
}
