/** Tells by a sound that a ticket has just become late, or overdue. */
import { useEffect, useRef } from "preact/hooks";
import { sound } from "../sound.js";
import { keyOf } from "./departures.js";
import { stepOf } from "./timer.js";

const LOOK_EVERY_MS = 1000;

/** How bad a step is; on hold, or before its course, nothing is late, and what was late before is so without a sound. */
const RANK = { late: 1, over: 2 };

/** Play once for what passed a step since the last look; what is seen first makes no sound. */
export function useOverdue(views) {
  const latest = useRef(views);
  latest.current = views;
  useEffect(() => {
    let before = new Map();
    const look = () => {
      const now = new Map(latest.current.map((view) => [keyOf(view), rankOf(view, before.get(keyOf(view)))]));
      if ([...now].some(([key, rank]) => rank > before.get(key))) sound.play("overdue");
      before = now;
    };
    const timer = setInterval(look, LOOK_EVERY_MS);
    return () => clearInterval(timer);
  }, []);
}

/** A ticket that was late and is so no more, for a later promise, is told of again when it is. */
function rankOf(view, before = 0) {
  const step = stepOf(view);
  if (step === "held" || step === "later") return before;
  return RANK[step] ?? 0;
}
