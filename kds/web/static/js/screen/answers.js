/** What this screen has just answered, order by order: said in the place that the ticket leaves. */
import { listeners } from "../listeners.js";

const KEPT_MS = 10_000;
const known = new Map();

export const answers = {
  changed: listeners(),
  /** @returns {{text: string, kind: "yes" | "no"} | undefined} what was answered for this order */
  of: (order_id) => known.get(order_id),
  /** Remember for some seconds what the kitchen has taken as the answer. */
  put(order_id, answer) {
    known.set(order_id, answer);
    setTimeout(() => known.get(order_id) === answer && known.delete(order_id), KEPT_MS);
    answers.changed.tell();
  },
};
