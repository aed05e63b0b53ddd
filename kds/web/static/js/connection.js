/**
 * The line to the kitchen server: follows boards by id, and pulls again whenever something may
 * have been missed. The push is only the fast path.
 */
import { io } from "socket.io-client";
import { applyAnswer, applyPush, emptyBoard, hasMissed, subscribing, unanswered } from "./board.js";
import { listeners } from "./listeners.js";
import { heardTime } from "./server-clock.js";
import { leaveIfNotAllowed } from "./allowed.js";

const ANSWER_WITHIN_MS = 5000;
const BEAT_EVERY_MS = 2000;
const AGAIN_AFTER_MS = 1000;
const DEAD_AFTER_MS = 6000;

/** A connection that follows `boards`; `changed` hears of every change, `beaten` of each beat. */
export class Connection {
  constructor(boards) {
    this.boards = new Map(boards.map((name) => [name, emptyBoard()]));
    this.alarms = [];
    this.link = { heardAt: null, heardTime: null, busLostSince: null, startedAt: performance.now() };
    this.changed = listeners();
    this.beaten = listeners();
    this.renewed = listeners();
    this.asked = new Set();
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
    document.addEventListener("visibilitychange", () => this.#beat());
  }

  #listen() {
    const { socket } = this;
    socket.on("connect", () => this.#subscribeAll());
    socket.on("disconnect", (reason) => this.#lost(reason));
    socket.on("connect_error", () => this.#lost("refused"));
    socket.on("changes", (push) => this.#push(push));
    socket.on("tick", (tick) => this.#tick(tick));
    socket.on("alarms", ({ alarms }) => this.#set({ alarms }));
    socket.on("assigned", ({ boards }) => this.#assign(boards));
    socket.on("revoked", () => location.reload());
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
    this.#put(name, applyAnswer(this.boards.get(name), answer));
    this.#beat();
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
    this.link = { ...this.link, heardAt: performance.now(), heardTime: tick.now, busLostSince };
    if (was !== busLostSince) this.changed.tell();
    for (const [name, board] of this.boards) {
      if (hasMissed(board, tick.epoch, tick.ids?.[name])) this.#subscribe(name);
    }
  }

  #assign(names) {
    for (const name of this.boards.keys()) if (!names.includes(name)) this.boards.delete(name);
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
    this.#beat();
  }

  #beat() {
    if (!this.socket.connected) return;
    const visible = document.visibilityState === "visible";
    const cursors = {};
    for (const [name, board] of this.boards) if (board.cursor) cursors[name] = board.cursor;
    this.ask("beat", { cursors, visible }).catch(() => {});
    this.beaten.tell();
  }
}
