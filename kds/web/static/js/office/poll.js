import { useEffect, useRef, useState } from "preact/hooks";
import { get } from "./api.js";

/**
 * What the server has at `path`, asked for again every `ms` and whenever `again` is called.
 * @returns {{value: any, problem: string | null, again: () => Promise<void>}}
 */
export function usePolled(path, ms = 4000) {
  return useAsked(() => get(path), path, ms);
}

/** What `ask` answers, asked again every `ms`, whenever `again` is called and when `key` changes. */
export function useAsked(ask, key, ms = 4000) {
  const [state, set] = useState({ value: null, problem: null });
  const latest = useRef(0);
  const again = async () => {
    const turn = (latest.current += 1);
    try {
      const value = await ask();
      // An answer that was overtaken by a newer question says nothing new.
      if (turn === latest.current) set({ value, problem: null });
    } catch (problem) {
      if (turn === latest.current) set((old) => ({ ...old, problem: problem.message }));
    }
  };
  useEffect(() => {
    again();
    const timer = setInterval(again, ms);
    return () => clearInterval(timer);
  }, [key, ms]);
  return { ...state, again };
}
