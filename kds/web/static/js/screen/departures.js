/** Remembers for some seconds what has just left the board. */
import { useEffect, useMemo, useReducer, useRef } from "preact/hooks";
import { useSame } from "../hooks.js";

const KEPT_MS = 5000;

/** @returns {Map<string, {view: any, height: number}>} what left less than 5 s ago, by key */
export function useDepartures(views) {
  const before = useRef(new Map());
  const gone = useRef(new Map());
  const [, again] = useReducer((count) => count + 1, 0);
  const now = new Map(views.map((view) => [keyOf(view), view]));
  for (const [key, view] of before.current) {
    if (now.has(key)) continue;
    gone.current.set(key, { view, height: heightOf(view), until: performance.now() + KEPT_MS });
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
  const list = useSame([...gone.current.values()]);
  return useMemo(() => new Map(gone.current), [list]);
}

/** @returns {string} what tells one ticket on a screen from all others */
export function keyOf(view) {
  return `${view.board} ${view.order_id}`;
}

/** The page still shows it while the next state is being rendered. */
function heightOf(view) {
  const [order, board] = [view.order_id, view.board].map(CSS.escape);
  /** @type {HTMLElement | null} */
  const ticket = document.querySelector(`[data-order-id="${order}"][data-board="${board}"]`);
  return ticket?.offsetHeight ?? 0;
}
