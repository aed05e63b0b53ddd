/** Remembers for some seconds what has just left the board. */
import { useEffect, useReducer, useRef } from "preact/hooks";

const KEPT_MS = 5000;

/** @returns {Map<string, any>} key → view of each ticket that left less than 5 s ago */
export function useDepartures(views) {
  const before = useRef(new Map());
  const gone = useRef(new Map());
  const [, again] = useReducer((count) => count + 1, 0);
  const now = new Map(views.map((view) => [keyOf(view), view]));
  for (const [key, view] of before.current) {
    if (!now.has(key)) gone.current.set(key, { view, until: performance.now() + KEPT_MS });
  }
  for (const [key, { until }] of gone.current) {
    if (now.has(key) || until <= performance.now()) gone.current.delete(key);
  }
  before.current = now;
  const next = Math.min(...[...gone.current.values()].map(({ until }) => until));
  useEffect(() => {
    if (next === Infinity) return undefined;
    const timer = setTimeout(again, Math.max(0, next - performance.now()) + 20);
    return () => clearTimeout(timer);
  }, [next]);
  return new Map([...gone.current].map(([key, { view }]) => [key, view]));
}

/** @returns {string} what tells one ticket on a screen from all others */
export function keyOf(view) {
  return `${view.board} ${view.order_id}`;
}
