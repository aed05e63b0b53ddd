import { useEffect, useRef, useState } from "preact/hooks";

/** A press that comes sooner was meant for what stood there before. */
export const TOO_SOON_MS = 700;

/** @returns {boolean} whether a ticket is on hold, and rushed, as it has been for a moment: for the keys, see keys.js */
export function useSettledTurns({ held_at, priority, parts }) {
  return useSettled(`${held_at} ${priority} ${(parts ?? []).map(({ held }) => Boolean(held))}`);
}

/** @returns {string | undefined} when it was changed last, as far as this page knows: *Seen* changes nothing */
export function useLastChange({ changed_at }) {
  const last = useRef(changed_at);
  if (changed_at) last.current = changed_at;
  return last.current;
}

/** @returns {boolean} whether `what` is as it was when it came, or has been the same for a moment */
export function useSettled(what) {
  const [settled, settle] = useState(what);
  const latest = useRef(what);
  latest.current = what;
  useEffect(() => {
    if (settled === what) return undefined;
    const timer = setTimeout(() => settle(latest.current), TOO_SOON_MS);
    return () => clearTimeout(timer);
  }, [what, settled]);
  return settled === what;
}
