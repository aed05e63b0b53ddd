/** @returns {{add: (fn: Function) => () => void, tell: (...args: any[]) => void}} */
export function listeners() {
  const known = new Set();
  return {
    add(fn) {
      known.add(fn);
      return () => known.delete(fn);
    },
    tell(...args) {
      for (const fn of [...known]) fn(...args);
    },
  };
}
