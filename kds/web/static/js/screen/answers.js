/** What this screen has just answered, ticket by ticket: said in the place that the answer had. */
import { listeners } from "../listeners.js";
import { keyOf } from "./departures.js";

const KEPT_MS = 6000;
const known = new Map();

export const answers = {
  changed: listeners(),
  /** @returns {{text: string, kind: "yes" | "no"} | undefined} what was answered on this ticket */
  of: (view) => known.get(keyOf(view)),
  /** Remember for some seconds what the kitchen has taken as the answer. */
  put(view, answer) {
    const key = keyOf(view);
    known.set(key, answer);
    setTimeout(() => {
      if (known.get(key) !== answer) return;
      known.delete(key);
      answers.changed.tell();
    }, KEPT_MS);
    answers.changed.tell();
  },
};
