/** What this device keeps for a display: the last board and the presses that wait, and no more. */
const BEGINS = "kds.";

/** @returns {string} under what the browser has it */
export function keyOf(name) {
  return BEGINS + name;
}

/** @returns {any} what was kept under this name, or null */
export function kept(name) {
  try {
    return JSON.parse(localStorage.getItem(keyOf(name)));
  } catch {
    return null;
  }
}

/** Keep something under a name; null forgets it. @returns {boolean} whether the device has it */
export function keep(name, value) {
  try {
    if (value === null) localStorage.removeItem(keyOf(name));
    else localStorage.setItem(keyOf(name), JSON.stringify(value));
    return true;
  } catch {
    // Full or forbidden: what is open goes on, only a reload would lose it.
    return false;
  }
}

/**
 * @returns {string | null} the board that this display stood for before: the server names it in the
 *   address to which it leads a display that was moved, wherever its page was meanwhile
 */
export function cameFrom() {
  const address = new URL(location.href);
  const was = address.searchParams.get("was");
  address.searchParams.delete("was");
  if (was !== null) history.replaceState(history.state, "", address);
  return was;
}

/** Forget a board that this display does not stand for any more; what waits, and was refused, goes along. */
export function moveBoard(from, to) {
  if (from === null || from === to) return;
  keep(`board ${from}`, null);
  for (const what of ["presses", "refusals"]) {
    const all = [from, to].flatMap((board) => kept(`${what} ${board}`) ?? []);
    if (all.length > 0) keep(`${what} ${to}`, all);
  }
  forgetBoard(from);
}

/** Forget all that was kept of a board: this screen may not show it any more. */
export function forgetBoard(board) {
  for (const what of ["board", "presses", "refusals"]) keep(`${what} ${board}`, null);
}
