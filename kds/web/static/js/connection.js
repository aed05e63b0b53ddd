/**
 * The line to the kitchen server: follows boards by id, and pulls again whenever something may
 * have been missed. The push is only the fast path.
 */
import { io } from "socket.io-client";
import { applyAnswer, applyPush, emptyBoard, hasMissed, subscribing, unanswered } from "./board.js";
import { listeners } from "./listeners.js";
import { heardTime } from "./server-clock.js";
import { leaveIfNotAllowed } from "./allowed.js";
import { forgetBoard } from "./device.js";
import { lastBoard } from "./last-board.js";

const ANSWER_WITHIN_MS = 5000;
const BEAT_EVERY_MS = 2000;
const AGAIN_AFTER_MS = 1000;
const DEAD_AFTER_MS = 6000;
/** Pages of paired displays, by the class of their body. */
const PAIRED = new Set(["display", "ready-board"]);
const SHOW_OLD_AFTER_MS = 2000;

/** A connection that follows `boards`; `changed` hears of every change, `beaten` of each beat. */
export class Connection {
  constructor(boards) {
    this.boards = new Map(boards.map((name) => [name, emptyBoard()]));
    this.alarms = [];
    /** @type {import("./screen/kitchen-state.js").Kitchen | null} what holds for the whole kitchen */
    this.kitchen = null;
    this.link = {
      heardAt: null,
      heardTime: null,
      busLostSince: null,
      behindSince: null,
      startedAt: performance.now(),
      restored: false,
    };
    this.changed = listeners();
    this.beaten = listeners();
    this.renewed = listeners();
    /** Hears what the server answers to each beat. */
    this.answered = listeners();
    this.asked = new Set();
    /** @type {Map<string, number>} since when the server owes what a board shows, in performance.now() ms */
    this.owing = new Map();
    /** @type {boolean} this screen may not show its boards any more, nor keep them */
    this.revoked = false;
    /** @type {import("./presses.js").Presses | null} a display keeps what was pressed until it is answered */
    this.presses = null;
    /** Whether this page shows no tickets and so proves nothing. */
    this.countsOnly = () => false;
    this.own = boards[0] ?? "";
    this.socket = io({
      transports: ["websocket"],
      // One browser may stand for several displays: the board says whose cookie counts.
      query: { board: boards[0] ?? "" },
      reconnectionDelay: 300,
      reconnectionDelayMax: 2000,
      timeout: ANSWER_WITHIN_MS,
    });
    this.#listen();
    setInterval(() => this.#watch(), BEAT_EVERY_MS);
    setTimeout(() => this.#restore(), SHOW_OLD_AFTER_MS);
    document.addEventListener("visibilitychange", () => this.beat());
  }

  #listen() {
    const { socket } = this;
    socket.on("connect", () => this.#subscribeAll());
    socket.on("disconnect", (reason) => this.#lost(reason));
    socket.on("connect_error", () => this.#lost("refused"));
    socket.on("changes", (push) => this.#push(push));
    socket.on("tick", (tick) => this.#tick(tick));
    socket.on("alarms", ({ alarms }) => this.#set({ alarms }));
    socket.on("kitchen", (kitchen) => this.#set({ kitchen }));
    socket.on("assigned", ({ boards }) => this.#assign(boards));
    socket.on("revoked", () => {
      this.revoked = true;
      forgetBoard(this.own);
      location.reload();
    });
  }

  /** @returns {any} the ticket that a command is about, shown or until lately; its own station's first */
  viewOf({ order_id, station }) {
    const boards = [this.boards.get(station), ...this.boards.values()].filter(Boolean);
    return boards.map((board) => board.tickets.get(order_id) ?? board.recent.get(order_id)).find(Boolean);
  }

  /** Show what this device kept, marked as old: the server has not been heard since the page came. */
  #restore() {
    const last = this.presses && this.link.heardAt === null && !this.link.restored && lastBoard(this.own);
    if (!last || [...this.boards.values()].some((board) => board.cursor !== null)) return;
    this.boards = last.boards;
    this.link = { ...this.link, heardTime: last.heard, restored: true };
    this.changed.tell();
  }

  /** Ask the server; @returns {Promise<any>} its answer. Rejects when none comes in time. */
  ask(event, payload, within = ANSWER_WITHIN_MS) {
    if (!this.socket.connected) return Promise.reject(new Error("not connected"));
    return this.socket.timeout(within).emitWithAck(event, payload);
  }

  #set(facts) {
    Object.assign(this, facts);
    this.changed.tell();
  }

  #put(name, board) {
    if (!this.boards.has(name)) return;
    if (this.link.restored) this.link = { ...this.link, restored: false };
    const before = this.boards.get(name);
    this.boards.set(name, board);
    if (before.epoch !== null && before.epoch !== board.epoch) this.renewed.tell();
    const same = before.tickets === board.tickets && before.recent === board.recent;
    if (!same || before.cursor === null) this.changed.tell();
  }

  #subscribeAll() {
    this.asked.clear();
    for (const name of this.boards.keys()) this.#subscribe(name);
  }

  async #subscribe(name) {
    if (this.asked.has(name) || !this.socket.connected) return;
    this.asked.add(name);
    this.#owe(name, this.owing.get(name) ?? performance.now());
    const id = this.socket.id;
    const board = subscribing(this.boards.get(name));
    this.boards.set(name, board);
    const cursor = board.cursor === null ? null : { epoch: board.epoch, id: board.cursor };
    const answer = await this.ask("subscribe", { board: name, cursor }).catch(() => null);
    if (this.socket.id !== id || !this.boards.has(name)) return;
    this.asked.delete(name);
    if (!answer?.ok) {
      this.boards.set(name, unanswered(this.boards.get(name)));
      setTimeout(() => this.#subscribe(name), AGAIN_AFTER_MS);
      return;
    }
    heardTime(answer.now);
    this.#owe(name, null);
    this.#put(name, applyAnswer(this.boards.get(name), answer));
    this.beat();
  }

  /** Note since when the server owes what a board shows: for as long, what stands there may be old. */
  #owe(name, since) {
    if (since === null) this.owing.delete(name);
    else this.owing.set(name, since);
    const all = [...this.owing.values()];
    this.link = { ...this.link, behindSince: all.length > 0 ? Math.min(...all) : null };
  }

  #push(push) {
    const board = this.boards.get(push.board);
    if (!board) return;
    const { board: next, missed } = applyPush(board, push);
    if (next !== board) this.#put(push.board, next);
    if (missed) this.#subscribe(push.board);
  }

  #tick(tick) {
    heardTime(tick.now);
    const was = this.link.busLostSince;
    const busLostSince = tick.bus_lost_since ?? null;
    const heardAt = performance.now();
    this.link = { ...this.link, heardAt, heardTime: tick.now, busLostSince };
    if (was !== busLostSince) this.changed.tell();
    for (const [name, board] of this.boards) {
      if (hasMissed(board, tick.epoch, tick.ids?.[name])) this.#subscribe(name);
    }
  }

  #assign(names) {
    if (PAIRED.has(document.body.classList[0]) && !names.includes(this.own)) {
      // It stands for another board now: the server leads this address to that one's page.
      location.reload();
      return;
    }
    for (const name of this.boards.keys()) {
      if (names.includes(name)) continue;
      this.boards.delete(name);
      this.#owe(name, null);
    }
    for (const name of names) {
      if (this.boards.has(name)) continue;
      this.boards.set(name, emptyBoard());
      this.asked.delete(name);
      this.#subscribe(name);
    }
    this.changed.tell();
  }

  #lost(reason) {
    this.asked.clear();
    this.#restore();
    this.changed.tell();
    if (reason === "refused") leaveIfNotAllowed();
    // After these two the library does not try again by itself.
    if (reason === "io server disconnect" || reason === "refused") {
      setTimeout(() => this.socket.active || this.socket.connect(), AGAIN_AFTER_MS);
    }
  }

  #watch() {
    const heard = this.link.heardAt ?? this.link.startedAt;
    const silent = performance.now() - Math.max(heard, this.openedAt ?? 0) > DEAD_AFTER_MS;
    if (silent && this.socket.connected) {
      this.openedAt = performance.now();
      this.socket.io.engine?.close();
      return;
    }
    this.beat();
  }

  /** Tell the server that this page is there, how far it is, and whether tickets can be seen on it. */
  beat() {
    if (!this.socket.connected) return;
    const visible = document.visibilityState === "visible";
    const cursors = {};
    for (const [name, board] of this.boards) if (board.cursor) cursors[name] = board.cursor;
    const said = { cursors, visible, counts_only: this.countsOnly(), ...this.#page() };
    this.ask("beat", said).then(this.answered.tell, () => {});
    this.beaten.tell();
  }

  /** What a manager sees of this page. */
  #page() {
    const tickets = [...this.boards.values()].reduce((sum, board) => sum + board.tickets.size, 0);
    const size = `${Math.round(innerWidth)}x${Math.round(innerHeight)}`;
    return { version: document.body.dataset.version ?? "", tickets, size };
  }
}
