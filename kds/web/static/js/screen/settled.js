import { useEffect, useRef, useState } from "preact/hooks";

/** A press that comes sooner was meant for what stood there before. */
export const TOO_SOON_MS = 700;

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
