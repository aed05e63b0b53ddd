/**
 * The keys in an open window: a bump bar has no Tab, so its arrows walk through the buttons. A bar
 * cannot type either: it walks past the fields, and a keyboard leaves them by the arrows up and down.
 */
import { settings } from "./settings.js";

const NO_TEXT = ["checkbox", "radio", "button", "submit"].map((type) => `:not([type="${type}"])`).join("");
const FIELD = `input${NO_TEXT}, textarea, select`;
const PRESSES = "button:not(:disabled), input, select, summary, a[href]";
const STEPS = { next: 1, down: 1, back: -1, up: -1 };
/** What moves or deletes in a field, all by itself. */
const EDITS = new Set(["ArrowLeft", "ArrowRight", "Home", "End", "Backspace"]);

/** @returns {boolean} whether a key is the field's own, in which it is pressed: it types, or moves */
export function isTyped({ target, key }) {
  if (!target.matches(FIELD)) return false;
  // In these an arrow chooses; only whoever has no other key leaves by it.
  if (target.matches("textarea, select") && hasTab()) return true;
  return key.length === 1 || EDITS.has(key) || (key === "Delete" && target.value !== "");
}

/**
 * @param {HTMLDialogElement} dialog @param {string} action
 * @param {boolean} isNative whether the browser itself presses what is chosen
 * @returns {boolean} whether it was done here
 */
export function dialogActions(dialog, action, isNative) {
  if (action in STEPS) {
    walk(dialog, STEPS[action]);
    return true;
  }
  if (action === "close") {
    dialog.close();
    return true;
  }
  if ((action === "press" || action === "bump") && !isNative) {
    /** @type {HTMLElement} */ (document.activeElement).click();
    return true;
  }
  return false;
}

/** @param {HTMLDialogElement} dialog @param {number} by */
function walk(dialog, by) {
  const all = [...dialog.querySelectorAll(PRESSES)].filter(
    (one) => one.getClientRects().length > 0 && (hasTab() || !one.matches(FIELD)),
  );
  const { activeElement } = document;
  const current = all.indexOf(/** @type {HTMLElement} */ (activeElement));
  // In a field that is walked past, what stands after it is the next.
  const after = all.filter((one) => !isBefore(activeElement, one)).length;
  const next = current !== -1 ? current + by : after + (by < 0 ? by : 0);
  all[(next + all.length) % all.length]?.focus();
}

function isBefore(one, other) {
  return Boolean(one.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING);
}

/** Whether what stands before this screen types, and goes from field to field. */
function hasTab() {
  return settings.now.keys.profile === "keyboard";
}
