/** Short messages to the person at the screen; each stays long enough to be read. */
import { listeners } from "./listeners.js";

const SHOWN_MS = 8000;
const MOST = 3;

export const toasts = { list: [], changed: listeners() };
let counter = 0;

/** Show a message. @param {string} text @param {"problem" | "done"} kind */
export function toast(text, kind = "problem") {
  const entry = { id: (counter += 1), text, kind };
  set([...toasts.list, entry].slice(-MOST));
  setTimeout(() => set(toasts.list.filter((one) => one !== entry)), SHOWN_MS);
}

function set(list) {
  toasts.list = list;
  toasts.changed.tell();
}
