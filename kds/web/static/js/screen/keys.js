/**
 * The keyboard and the bump bar. What is chosen is what has the browser's focus: a line or a button,
 * and with it a ticket; it is seen by its frame, and read out. Which key does what: key-profiles.js.
 */
import { dialogActions, isTyped } from "./keys-in-dialog.js";
import { actionOf, nameOf } from "./key-map.js";
import { ownKeys } from "./key-words.js";
import { recentlyReady } from "../board.js";
import { holdOrFire, working } from "./working.js";

/** Actions that may be repeated by holding a key down; nothing that is done to food is. */
const MOVES = new Set(["next", "back", "down", "up"]);
/** Keys by which a browser presses what has the focus, all by itself. */
const NATIVE = new Set(["Enter", "NumpadEnter", "Space"]);
const TICKET = "[data-order-id]";
/** How long a window may take to open. */
const MOST_FRAMES = 30;
const PRESSES = "button:not(:disabled)";
/** What is chosen first of a ticket: what takes it off the board. */
const FIRST = ['[data-does="all"]', ".press.ready", ".press", "button"];

/**
 * @typedef {{screen: any, recall: () => void, help: () => void, options: () => void,
 *   settings: () => void, counts: () => void, turn: (by: number) => void,
 *   show: (index: number) => void}} Doing what a screen does besides its tickets
 */

/** Listen to keys on the whole page. @param {Doing} doing @returns a function that stops it */
export function listenToKeys(doing) {
  const pressed = (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented) return;
    if (isTyped(event)) return;
    const key = nameOf(event);
    const action = actionOf(key, ownKeys());
    if (action === null) return;
    /** @type {HTMLDialogElement | null} */
    const dialog = document.querySelector("dialog[open]");
    let done = event.repeat && !MOVES.has(action);
    done ||= dialog ? dialogActions(dialog, action, NATIVE.has(key)) : handle(action, key, doing);
    if (done) event.preventDefault();
  };
  const touched = () => (kept = null);
  const chose = ({ target }) => (keptPart = target.closest(".part")?.dataset.name ?? null);
  const observer = new MutationObserver(keepChosen);
  observer.observe(document.body, { childList: true, subtree: true });
  document.addEventListener("keydown", pressed);
  document.addEventListener("pointerdown", touched);
  document.addEventListener("focusin", chose);
  return () => {
    observer.disconnect();
    document.removeEventListener("keydown", pressed);
    document.removeEventListener("pointerdown", touched);
    document.removeEventListener("focusin", chose);
  };
}

/** @returns {boolean} whether the key has done its work here, and not by the browser */
function handle(action, key, doing) {
  if (action.startsWith("ticket_")) return choose(labelled(action.at(-1)), doing);
  if (action in SCREEN) return SCREEN[action](doing) ?? true;
  if (action === "next") return choose(beside(1), doing);
  if (action === "back") return choose(beside(-1), doing);
  if (action === "seen") return see(doing);
  if (action === "undo") return undo(doing);
  const ticket = chosen();
  if (action === "press" && !ticket && document.activeElement !== document.body) return press(key);
  // The first press chooses, so that nothing is done to a ticket that nobody looks at.
  if (!ticket) return choose(document.querySelector(TICKET), doing);
  if (action === "press") return press(key);
  return (TICKETS[action]?.(ticket, doing) ?? true) !== false;
}

const SCREEN = {
  recall: (doing) => doing.recall(),
  help: (doing) => doing.help(),
  options: (doing) => doing.options(),
  settings: (doing) => doing.settings(),
  counts: (doing) => doing.counts(),
  page_down: (doing) => doing.turn(1),
  page_up: (doing) => doing.turn(-1),
  kitchen: () => document.querySelector(".kitchen-button")?.click(),
};

const TICKETS = {
  down: (ticket) => walk(ticket, 1),
  up: (ticket) => walk(ticket, -1),
  bump: (ticket) => {
    // At the pass, where the cook has walked to one part, that part is meant.
    const part = document.activeElement.closest(".part");
    click(part ?? ticket, part ? ["main"] : ["all", "main", "seen"]);
  },
  start: (ticket) => click(ticket, ["start"]),
  strike,
  fire_course: (ticket) => click(ticket, ["fire_course"]),
  more: (ticket) => click(ticket, ["more"]),
  move,
  hold: (ticket, { screen }) => turn(ticket, screen, (view) => holdOrFire(view, screen)),
  rush: (ticket, { screen }) => turn(ticket, screen, (view) => working(view, screen).rush(!view.priority)),
};

/** Turn something over, unless another hand has just done so: this one meant what was there before. */
function turn(ticket, screen, over) {
  if (ticket.dataset.settled === "true") over(viewOf(ticket, screen));
}

function chosen() {
  return document.activeElement?.closest(TICKET) ?? null;
}

function viewOf(ticket, screen) {
  const { board, orderId } = ticket.dataset;
  return screen.connection.boards.get(board).tickets.get(orderId);
}

/** Which place the chosen ticket had: after it has left, its neighbours are still next and before. */
let place = -1;
/** The ticket that a key has chosen, until it leaves or somebody touches the screen. */
let kept = null;
/** The part of it, at the pass, in which something was chosen. @type {string | null} */
let keptPart = null;

/**
 * Choose the first ticket that nobody has looked at, and turn to its page.
 * @param {(index: number) => void} show @returns {boolean} whether there is one
 */
export function chooseUnseen(show) {
  return choose(document.querySelector(`${TICKET}:has(.press.seen)`), { show });
}

/** @param {any} ticket @param {Pick<Doing, "show">} doing */
function choose(ticket, doing) {
  if (!ticket) return false;
  kept = ticket;
  place = tickets().indexOf(ticket);
  const slot = ticket.closest(".slot") ?? ticket;
  doing.show([...slot.parentElement.children].indexOf(slot));
  focusFirst(ticket);
  return true;
}

/**
 * A pressed button may go and take the focus along: the ticket stays chosen, and the part at the pass,
 * or the next press would be for another station.
 */
function keepChosen() {
  if (!kept?.isConnected || document.activeElement !== document.body) return;
  if (document.querySelector("dialog[open]")) return;
  const part = keptPart && kept.querySelector(`.part[data-name="${CSS.escape(keptPart)}"]`);
  if (!part || !focusFirst(part)) focusFirst(kept);
}

/** Choose what is meant first of a ticket, or of a part of one. @returns {boolean} whether there is one */
function focusFirst(within) {
  const button = FIRST.map((one) => within.querySelector(`${one}:not(:disabled)`)).find(Boolean);
  button?.focus({ preventScroll: true });
  return Boolean(button);
}

function labelled(digit) {
  const found = [...document.querySelectorAll(".place")].find((one) => one.textContent === digit);
  return found?.closest(TICKET);
}

function tickets() {
  return [...document.querySelectorAll(TICKET)];
}

function beside(by) {
  const all = tickets();
  const current = all.indexOf(chosen());
  if (current !== -1) return all[Math.min(all.length - 1, Math.max(0, current + by))];
  if (place === -1) return all[by > 0 ? 0 : all.length - 1];
  return all[Math.min(all.length - 1, Math.max(0, by > 0 ? place : place - 1))];
}

/** Go through the lines and then the buttons of a ticket, round and round. */
function walk(ticket, by) {
  const all = [...ticket.querySelectorAll(PRESSES)];
  const current = all.indexOf(document.activeElement);
  all[(current + by + all.length) % all.length]?.focus({ preventScroll: true });
}

function press(key) {
  if (NATIVE.has(key)) return false;
  /** @type {HTMLElement} */ (document.activeElement).click();
  return true;
}

/** Press the first of these buttons that there is; without one, nothing is done. */
function click(ticket, names) {
  const found = names.map((name) => ticket.querySelector(`[data-does="${name}"]:not(:disabled)`));
  found.find(Boolean)?.click();
}

/** Strike the chosen line; where none is chosen, choose the first that is to be made. */
function strike(ticket) {
  const line = document.activeElement.closest(".line-press");
  if (line) return line.click();
  const open = ticket.querySelector('.line:not(.later) > .line-press[aria-pressed="false"]');
  (open ?? ticket.querySelector(".line-press"))?.focus({ preventScroll: true });
}

/** Open the window of the ticket where the other stations stand, and choose the first of them. */
function move(ticket, _doing, frames = MOST_FRAMES) {
  if (frames === MOST_FRAMES) click(ticket, ["more"]);
  const button = document.querySelector('dialog[open] [data-does="move"]');
  if (button) button.focus();
  else if (frames > 0) requestAnimationFrame(() => move(ticket, _doing, frames - 1));
}

/** Say that the oldest refusal is read, or the chosen ticket seen; what nobody has looked at is only chosen. */
function see(doing) {
  const unread = document.querySelector(".refused-orders button");
  if (unread) {
    unread.click();
    return true;
  }
  const ticket = chosen();
  const button = ticket?.querySelector(".press.seen:not(:disabled)");
  if (!button) return chooseUnseen(doing.show);
  const ready = ticket.querySelector(".press.ready");
  // The button goes: the ticket stays chosen.
  ready?.focus({ preventScroll: true });
  button.click();
  return true;
}

/**
 * Take back what waits on the chosen ticket, or what was marked ready last; later, the list has it.
 * @param {Doing} doing @returns {any}
 */
function undo(doing) {
  const waiting = chosen()?.querySelector(".waiting-presses .undo");
  if (waiting) return waiting.click() ?? true;
  const recent = [...doing.screen.connection.boards.values()].flatMap(recentlyReady);
  const buttons = recent
    .sort((one, other) => Date.parse(other.ready_at) - Date.parse(one.ready_at))
    .map(({ board, order_id }) => {
      const [on, order] = [board, order_id].map(CSS.escape);
      return document.querySelector(`[data-gone="${order}"][data-board="${on}"] .undo`);
    });
  const button = buttons.find(Boolean);
  if (button) button.click();
  else doing.recall();
  return true;
}
