/** What has just happened on a screen's boards, told by a sound. */
import { useEffect, useRef } from "preact/hooks";
import { sound } from "../sound.js";
import { keyOf } from "./departures.js";

/** The most serious first: of what comes at once, only that is heard. */
const KINDS = ["stopped", "changed", "new"];

/** Play what came since the last time; what a screen sees first, or sees again, makes no sound. */
export function useNews(views, loaded) {
  const before = useRef(null);
  useEffect(() => {
    if (!loaded) return;
    const known = before.current;
    before.current = new Map(views.map((view) => [keyOf(view), view]));
    if (known === null) return;
    const heard = views.map((view) => kindOf(view, known.get(keyOf(view))));
    const kind = KINDS.find((one) => heard.includes(one));
    if (kind) sound.play(kind);
  }, [views, loaded]);
}

function kindOf(view, old) {
  if (view.stopped && !old?.stopped) return "stopped";
  if (view.changed_at && view.changed_at !== old?.changed_at) return "changed";
  if (old && isFired(view, old)) return "new";
  return old || view.recalled || view.stopped ? null : "new";
}

/** Whether what was on hold, or later, is to be made from now on, and nobody here has begun with it. */
function isFired(view, old) {
  if (view.stopped || view.state !== old.state) return false;
  const wasLater = new Set(old.lines.filter((line) => line.later).map((line) => line.line_id));
  const isDue = view.lines.some((line) => !line.later && wasLater.has(line.line_id));
  return Boolean(old.held_at && !view.held_at) || (isDue && !view.held_at);
}
