/** The order that is being entered outlives a reload of the page, though not the browser's tab. */
const NAME = "kds-draft";

/** Keep what was entered so far. */
export function keepDraft(order) {
  sessionStorage.setItem(NAME, JSON.stringify(order));
}

/** @returns {object} what was entered before, or an order without anything */
export function keptDraft() {
  try {
    return JSON.parse(sessionStorage.getItem(NAME)) ?? {};
  } catch {
    return {};
  }
}

/** Forget it: it is taken, or somebody signs out. */
export function forgetDraft() {
  sessionStorage.removeItem(NAME);
}
