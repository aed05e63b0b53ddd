/**
 * What one board shows, as a pure function of what the server said. Doubles and late arrivals
 * change nothing, and a snapshot with the changes after it equals a fresh snapshot.
 *
 * @typedef {{order_id: string, version: number, state?: string, ready_at?: string}} View
 * @typedef {{order_id: string, version: number, view: View | null}} Change
 * @typedef {{epoch: string, prev: string, id: string, changes: Change[]}} Push
 * @typedef {{
 *   epoch: string | null, cursor: string | null,
 *   tickets: Map<string, View>, recent: Map<string, View>, versions: Map<string, number>,
 *   waiting: Push[] | null,
 * }} Board `waiting` holds the pushes that came while a subscription was being answered.
 */
import { compareIds } from "./ids.js";

const VERSIONS_KEPT = 5000;
const RECENT_KEPT = 50;
const WAITING_KEPT = 1000;

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

/** Note that the server is being asked: what is pushed meanwhile counts after its answer too. */
export function subscribing(board) {
  return { ...board, waiting: [] };
}

/** Forget that the server was asked: there was no answer. */
export function unanswered(board) {
  return { ...board, waiting: null };
}

/** Take the answer to a subscription, then what was pushed while it was under way. */
export function applyAnswer(board, answer) {
  const next = answer.kind === "snapshot" ? snapshot(answer) : replay(board, answer);
  return (board.waiting ?? []).reduce((so_far, push) => applyPush(so_far, push).board, next);
}

/**
 * Take one push. `missed` says that something before it was not received.
 * @returns {{board: Board, missed: boolean}}
 */
export function applyPush(board, push) {
  // One list for every copy of the board: an answer must find what came while it was under way.
  if (board.waiting && board.waiting.length < WAITING_KEPT) board.waiting.push(push);
  if (board.cursor === null || push.epoch !== board.epoch) return { board, missed: true };
  if (compareIds(push.id, board.cursor) <= 0) return { board, missed: false };
  const next = copy(board);
  for (const change of push.changes) apply(next, change);
  prune(next);
  const missed = compareIds(push.prev, board.cursor) > 0;
  if (!missed) next.cursor = push.id;
  return { board: next, missed };
}

/** Tell from a tick (the newest id of each board) whether this board has missed something. */
export function hasMissed(board, epoch, id) {
  if (board.cursor === null || epoch !== board.epoch) return true;
  return id !== undefined && compareIds(id, board.cursor) > 0;
}

function snapshot(answer) {
  const next = { ...emptyBoard(), epoch: answer.epoch, cursor: answer.id };
  for (const view of [...answer.tickets, ...(answer.recent ?? [])]) {
    apply(next, { order_id: view.order_id, version: view.version, view });
  }
  prune(next);
  return next;
}

function replay(board, answer) {
  const next = { ...copy(board), cursor: answer.id, waiting: null };
  for (const change of answer.changes) apply(next, change);
  prune(next);
  return next;
}

function apply(board, { order_id, version, view }) {
  if (version <= (board.versions.get(order_id) ?? -1)) return;
  board.versions.delete(order_id);
  board.versions.set(order_id, version);
  board.tickets.delete(order_id);
  board.recent.delete(order_id);
  if (view?.state === "ready") board.recent.set(order_id, view);
  else if (view) board.tickets.set(order_id, view);
}

function copy(board) {
  return {
    ...board,
    tickets: new Map(board.tickets),
    recent: new Map(board.recent),
    versions: new Map(board.versions),
  };
}

function prune(board) {
  for (const order_id of board.versions.keys()) {
    if (board.versions.size <= VERSIONS_KEPT) break;
    if (!board.tickets.has(order_id)) board.versions.delete(order_id);
  }
  if (board.recent.size > RECENT_KEPT) {
    const newest = [...board.recent.values()].sort(byReadyAt).slice(0, RECENT_KEPT);
    board.recent = new Map(newest.map((view) => [view.order_id, view]));
  }
}

function byReadyAt(a, b) {
  return time(b.ready_at) - time(a.ready_at) || (a.order_id < b.order_id ? -1 : 1);
}

/** The tickets, oldest first. */
export function inOrder(board) {
  return [...board.tickets.values()].sort(byAge);
}

/** What was made recently, the latest first. */
export function recentlyReady(board) {
  return [...board.recent.values()].sort(byReadyAt);
}

function byAge(a, b) {
  const order = time(a.since ?? a.failed_at) - time(b.since ?? b.failed_at);
  return order || (a.order_id < b.order_id ? -1 : 1);
}

function time(iso) {
  return iso ? Date.parse(iso) : 0;
}
