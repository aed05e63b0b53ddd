/**
 * What one board shows, as a function of what the server said. Doubles and late arrivals change
 * nothing, and a snapshot with the changes after it equals a fresh snapshot. `tickets` and `recent`
 * are never changed in place: while nothing that is shown changes, they stay the same objects.
 *
 * @typedef {{
 *   order_id: string, version: number, board: string, number: string, state?: string, since?: string,
 *   failed_at?: string, ready_at?: string, priority?: boolean, stopped?: string, parts?: any[],
 * }} View
 * @typedef {{order_id: string, version: number, view: View | null}} Change
 * @typedef {{epoch: string, prev: string, id: string, changes: Change[]}} Push
 * @typedef {{
 *   epoch: string | null, cursor: string | null,
 *   tickets: Map<string, View>, recent: Map<string, View>, versions: Map<string, number>,
 *   waiting: Push[] | null,
 * }} Board `waiting` holds the pushes that came while a subscription was being answered. It and
 *    `versions` are shared by all states of one board: a push must not cost what a shift has seen.
 */
import { compareIds } from "./ids.js";

/** Of what has left: what comes late comes within seconds, and a day must not be remembered. */
const GONE_KEPT = 500;
const RECENT_KEPT = 50;
const WAITING_KEPT = 1000;
/** There, what is ready is what is shown: it is nothing of the past. */
const READY_BOARD = "ready-board";

/** @returns {Board} a board that has heard nothing yet */
export function emptyBoard() {
  return {
    epoch: null,
    cursor: null,
    tickets: new Map(),
    recent: new Map(),
    versions: new Map(),
    waiting: null,
  };
}

/**
 * Note that the server is being asked: what is pushed meanwhile counts after its answer too.
 * @param {Board} board @returns {Board}
 */
export function subscribing(board) {
  return { ...board, waiting: [] };
}

/** Forget that the server was asked: there was no answer. @param {Board} board @returns {Board} */
export function unanswered(board) {
  return { ...board, waiting: null };
}

/**
 * Take the answer to a subscription, then what was pushed while it was under way.
 * @param {Board} board @param {any} answer @returns {Board}
 */
export function applyAnswer(board, answer) {
  const next = answer.kind === "snapshot" ? snapshot(answer) : replay(board, answer);
  return (board.waiting ?? []).reduce((so_far, push) => applyPush(so_far, push).board, next);
}

/**
 * Take one push. `missed` says that something before it was not received.
 * @param {Board} board @param {Push} push @returns {{board: Board, missed: boolean}}
 */
export function applyPush(board, push) {
  // One list for every copy of the board: an answer must find what came while it was under way.
  if (board.waiting && board.waiting.length < WAITING_KEPT) board.waiting.push(push);
  if (board.cursor === null || push.epoch !== board.epoch) return { board, missed: true };
  if (compareIds(push.id, board.cursor) <= 0) return { board, missed: false };
  const next = { ...board };
  apply(next, push.changes);
  const missed = compareIds(push.prev, board.cursor) > 0;
  if (!missed) next.cursor = push.id;
  return { board: next, missed };
}

/**
 * Tell from a tick (the newest id of each board) whether this board has missed something.
 * @param {Board} board @param {string} epoch @param {string} [id]
 */
export function hasMissed(board, epoch, id) {
  if (board.cursor === null || epoch !== board.epoch) return true;
  return id !== undefined && compareIds(id, board.cursor) > 0;
}

function snapshot(answer) {
  const next = { ...emptyBoard(), epoch: answer.epoch, cursor: answer.id };
  const views = [...answer.tickets, ...(answer.recent ?? [])];
  apply(next, views.map((view) => ({ order_id: view.order_id, version: view.version, view })));
  return next;
}

function replay(board, answer) {
  const next = { ...board, cursor: answer.id, waiting: null };
  apply(next, answer.changes);
  return next;
}

/**
 * Put changes into `board`, a new state whose maps still belong to the state before.
 * @param {Board} board @param {Change[]} changes
 */
function apply(board, changes) {
  const copied = new Set();
  const own = (name) => {
    if (!copied.has(name)) board[name] = new Map(board[name]);
    copied.add(name);
    return board[name];
  };
  for (const { order_id, version, view } of changes) {
    if (version <= (board.versions.get(order_id) ?? -1)) continue;
    board.versions.delete(order_id);
    board.versions.set(order_id, version);
    for (const name of ["tickets", "recent"]) {
      if (board[name].has(order_id)) own(name).delete(order_id);
    }
    if (view) own(isRecent(view) ? "recent" : "tickets").set(order_id, view);
  }
  prune(board);
}

/** @param {View} view */
function isRecent(view) {
  return view.state === "ready" && view.board !== READY_BOARD;
}

/** @param {Board} board */
function prune(board) {
  for (const order_id of board.versions.keys()) {
    if (board.versions.size - board.tickets.size <= GONE_KEPT) break;
    if (!board.tickets.has(order_id)) board.versions.delete(order_id);
  }
  if (board.recent.size > RECENT_KEPT) {
    const newest = [...board.recent.values()].sort(byReadyAt).slice(0, RECENT_KEPT);
    board.recent = new Map(newest.map((view) => [view.order_id, view]));
  }
}

/** @param {View} a @param {View} b */
function byReadyAt(a, b) {
  return time(b.ready_at) - time(a.ready_at) || (a.order_id < b.order_id ? -1 : 1);
}

/** The tickets, oldest first. @param {Board} board */
export function inOrder(board) {
  return [...board.tickets.values()].sort(byAge);
}

/** What was made recently, the latest first. @param {Board} board */
export function recentlyReady(board) {
  return [...board.recent.values()].sort(byReadyAt);
}

/** @param {View} a @param {View} b */
function byAge(a, b) {
  const order = time(a.since ?? a.failed_at) - time(b.since ?? b.failed_at);
  return order || (a.order_id < b.order_id ? -1 : 1);
}

/** Read once: hundreds of tickets are sorted with every event. @type {Map<string, number>} */
const read = new Map();
const READ_KEPT = 5000;

/** @param {string} [iso] @returns {number} milliseconds; 0 for no time */
export function time(iso) {
  if (!iso) return 0;
  const known = read.get(iso);
  if (known !== undefined) return known;
  if (read.size >= READ_KEPT) read.clear();
  const ms = Date.parse(iso);
  read.set(iso, ms);
  return ms;
}
