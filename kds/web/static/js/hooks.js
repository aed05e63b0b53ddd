/** What components listen to. */
import { useEffect, useReducer, useState } from "preact/hooks";
import { listeners } from "./listeners.js";

const second = listeners();
let ticking = null;

/** Render again whenever `source` (listeners) tells something. */
export function useChanges(source) {
  const [, again] = useReducer((count) => count + 1, 0);
  useEffect(() => source.add(() => again()), [source]);
}

/** Render again every `ms`. */
export function useEvery(ms) {
  const [, again] = useReducer((count) => count + 1, 0);
  useEffect(() => {
    const timer = setInterval(again, ms);
    return () => clearInterval(timer);
  }, [ms]);
}

/** Return `read()`, read anew every second; renders again only when the value has changed. */
export function useEachSecond(read, dependency) {
  const [, set] = useState(read);
  useEffect(() => {
    ticking ??= setInterval(second.tell, 1000);
    return second.add(() => set(read()));
  }, [dependency]);
  return read();
}
