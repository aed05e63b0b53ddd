/** Where a refusal is told: in the dialog that is open, beside its field, or else as a short message. */
import { toast } from "./toasts.js";

const dialogs = [];

/** Tell a person what was not done. @param {string} [path] the field of what was sent, as the server names it */
export function tellProblem(text, path) {
  const open = dialogs.at(-1);
  if (open) open({ text, field: fieldOf(path) });
  else toast(text);
}

/** Have problems told to `tell` for as long as a dialog is open. @returns {() => void} ends it */
export function catchProblems(tell) {
  dialogs.push(tell);
  return () => void dialogs.splice(dialogs.indexOf(tell), 1);
}

/** @returns {string | null} `$.text.to` as the page names it: `text.to`; one number serves all reminders */
function fieldOf(path) {
  return path ? path.replace(/^\$\./, "").replace(/^reminders\[\d+\]\.to$/, "reminders.to") : null;
}
