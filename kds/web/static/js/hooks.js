/** What components listen to. */
import { useEffect, useLayoutEffect, useReducer, useRef, useState } from "preact/hooks";
import { listeners } from "./listeners.js";

/** @type {Map<number, ReturnType<typeof listeners>>} */
const tickers = new Map();

/** @returns listeners that are told every `ms`, all at once: one frame shows what they all change */
export function every(ms) {
  if (!tickers.has(ms)) {
    const ticker = listeners();
    tickers.set(ms, ticker);
    setInterval(ticker.tell, ms);
  }
  return tickers.get(ms);
}

/** Render again whenever `source` (listeners) tells something. */
export function useChanges(source) {
  const [, again] = useReducer((count) => count + 1, 0);
  // Within the render: what is told between it and the paint would be heard by nobody.
  useLayoutEffect(() => source.add(() => again()), [source]);
}

/** @returns {any[]} the list of the last time, as long as the same things are in it */
export function useSame(list) {
  const last = useRef(list);
  const { current } = last;
  if (list.length !== current.length || list.some((one, i) => one !== current[i])) last.current = list;
  return last.current;
}

/** Render again every `ms`. */
export function useEvery(ms) {
  const [, again] = useReducer((count) => count + 1, 0);
  useEffect(() => every(ms).add(() => again()), [ms]);
}

/** Return `read()`, read anew every second; renders again only when the value has changed. */
export function useEachSecond(read, dependency) {
  const [, set] = useState(read);
  useEffect(() => every(1000).add(() => set(read())), [dependency]);
  return read();
}
