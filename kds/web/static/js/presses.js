/**
 * What was pressed at this screen and the kitchen has not answered: kept on the device, sent in the
 * order of pressing, each under its first command id until there is an answer. So a press is done
 * once, however often it was sent.
 *
 * @typedef {{payload: Record<string, any>, number: string, dishes: string, at: number}} Press `at`:
 *   by this device's clock, in ms; `dishes`: those it names, in words
 * @typedef {Press & {tried: boolean, waits: boolean}} Waiting `waits`: the person has been told that
 *   it is not done yet
 * @typedef {Press & {reason: string}} Refusal
 */
import { t } from "/languages/language.js";
import { keep, keyOf, kept } from "./device.js";
import { listeners } from "./listeners.js";
import { dishesOf } from "./screen/press-words.js";

/** The presses of cooks; all else is only done while somebody waits for the answer. */
const KEPT = new Set([
  "StartPart",
  "MarkPartReady",
  "RecallPart",
  "MarkPartSeen",
  "StrikeLines",
  "HoldPart",
  "FirePart",
  "FireCourse",
  "SetPriority",
  "MovePart",
  "Approve",
  "Reject",
]);
const ANSWER_WITHIN_MS = 2500;
const AGAIN_AFTER_MS = 500;
/** The kitchen remembers for a day what it did under an id: later, it could do it twice. */
const TOO_OLD_MS = 12 * 60 * 60 * 1000;
/** The server was reached, but not what it asks: nothing was decided. */
const NOT_DECIDED = new Set(["try_again", "not_paired"]);

export class Presses {
  constructor(connection, name) {
    this.connection = connection;
    this.name = name;
    /** @type {Waiting[]} */
    this.waiting = kept(`presses ${name}`) ?? [];
    /** @type {Refusal[]} what was refused after it had waited, until somebody has read it */
    this.refusals = (kept(`refusals ${name}`) ?? []).filter(({ payload }) => payload);
    this.changed = listeners();
    this.asking = null;
    /** @type {Map<string, Function>} who waits for an answer, by command id */
    this.answered = new Map();
    /** @type {Map<string, () => void>} who is told once it is done, however late, by command id */
    this.whenDone = new Map();
    for (const press of this.waiting) press.waits = true;
    addEventListener("storage", (event) => this.#otherPage(event));
    connection.socket.on("connect", () => this.#send());
    connection.socket.on("disconnect", () => this.#tellThatAllWait());
    this.#send();
  }

  keeps(command) {
    return KEPT.has(command);
  }

  /** @returns {Waiting[]} what waits on one ticket */
  of({ order_id, board }) {
    return this.told().filter(({ payload }) => {
      const { station } = payload;
      return payload.order_id === order_id && (!station || board === "pass" || board === station);
    });
  }

  /** @returns {Waiting[]} what waits and was told to wait */
  told() {
    return this.waiting.filter((press) => press.waits);
  }

  /** Press on a ticket in view. @returns {Promise<any>} the answer, or null: it waits, here or already before */
  press(payload, view, whenDone) {
    const before = this.waiting.findLast((other) => isAbout(other.payload, payload));
    if (before && same(before.payload, payload)) return Promise.resolve(null);
    const words = { number: view?.number ?? "", dishes: dishesOf(view, payload) };
    const press = { payload, ...words, at: Date.now(), tried: false, waits: false };
    this.#set({ waiting: [...this.waiting, press] });
    const answer = new Promise((resolve) => this.answered.set(payload.command_id, resolve));
    this.whenDone.set(payload.command_id, whenDone);
    const away = !this.connection.socket.connected || this.waiting[0].waits;
    if (away) this.#tellThatAllWait();
    this.#send();
    return answer;
  }

  /** Take back what waits and was never sent; what was sent may be done already. */
  undo(press) {
    if (press.tried) return;
    this.whenDone.delete(press.payload.command_id);
    this.#set({ waiting: this.waiting.filter((other) => other !== press) });
  }

  /** @returns {Refusal[][]} what was refused, by order, the oldest first */
  refusedOrders() {
    const orders = new Map();
    for (const refusal of this.refusals) {
      const { order_id } = refusal.payload;
      orders.set(order_id, [...(orders.get(order_id) ?? []), refusal]);
    }
    return [...orders.values()];
  }

  /** Somebody has read these. @param {Refusal[]} refusals */
  read(refusals) {
    this.#set({ refusals: this.refusals.filter((other) => !refusals.includes(other)) });
  }

  async #send() {
    if (this.asking) return;
    this.asking = true;
    while (this.waiting.length > 0 && this.connection.socket.connected) {
      const press = this.waiting[0];
      const answer = tooOld(press) ?? (await this.#ask(press));
      if (answer) this.#done(press, answer);
      else {
        this.#tellThatAllWait();
        await new Promise((resolve) => setTimeout(resolve, AGAIN_AFTER_MS));
      }
    }
    this.asking = null;
  }

  async #ask(press) {
    press.tried = true;
    this.#set({});
    const answer = await this.connection.ask("act", press.payload, ANSWER_WITHIN_MS).catch(() => null);
    return answer?.result && !NOT_DECIDED.has(answer.code) ? answer : null;
  }

  #done(press, answer) {
    const { payload, number, dishes, at } = press;
    const id = payload.command_id;
    const refused = answer.result === "refused";
    const refusal = press.waits && refused;
    const reason = answer.reason ?? t("The kitchen refused this.");
    this.#set({
      waiting: this.waiting.filter((other) => other !== press),
      refusals: refusal ? [...this.refusals, { payload, number, dishes, at, reason }] : this.refusals,
    });
    this.answered.get(id)?.(press.waits ? null : answer);
    this.answered.delete(id);
    if (!refused) this.whenDone.get(id)?.();
    this.whenDone.delete(id);
  }

  #tellThatAllWait() {
    if (this.waiting.every((press) => press.waits)) return;
    for (const press of this.waiting) {
      press.waits = true;
      this.answered.get(press.payload.command_id)?.(null);
      this.answered.delete(press.payload.command_id);
    }
    this.#set({});
  }

  #set({ waiting = this.waiting, refusals = this.refusals }) {
    this.#keep("presses", this.waiting, waiting);
    this.#keep("refusals", this.refusals, refusals);
    Object.assign(this, { waiting, refusals });
    this.changed.tell();
  }

  /**
   * Write what has come and gone into what is kept, and not over it: another page of this screen
   * keeps its own presses there.
   * @param {string} what @param {Press[]} before @param {Press[]} now
   */
  #keep(what, before, now) {
    const own = new Set([...before, ...now].map(idOf));
    const others = (kept(`${what} ${this.name}`) ?? []).filter((each) => !own.has(idOf(each)));
    const all = [...others, ...now];
    keep(`${what} ${this.name}`, all.length > 0 ? all : null);
  }

  /** Another page of this screen has sent, taken back or read something: here it waits no more either. */
  #otherPage({ key, oldValue, newValue }) {
    const left = idsIn(newValue);
    const gone = new Set([...idsIn(oldValue)].filter((id) => !left.has(id)));
    const still = (press) => !gone.has(idOf(press));
    if (key === keyOf(`presses ${this.name}`)) this.waiting = this.waiting.filter(still);
    else if (key === keyOf(`refusals ${this.name}`)) this.refusals = this.refusals.filter(still);
    else return;
    this.changed.tell();
  }
}

/** @param {{payload: Record<string, any>}} press @returns {string} */
function idOf({ payload }) {
  return payload.command_id;
}

/** @param {string | null} told @returns {Set<string>} */
function idsIn(told) {
  return new Set((JSON.parse(told ?? "null") ?? []).map(idOf));
}

function tooOld({ at }) {
  if (Math.abs(Date.now() - at) < TOO_OLD_MS) return null;
  return { result: "refused", reason: t("It waited for longer than 12 hours.") };
}

/** Whether two presses are about one part, or about the whole order. */
function isAbout(one, other) {
  return one.order_id === other.order_id && one.station === other.station;
}

/** Whether two presses ask for the same, whatever version each had in view. */
function same(one, other) {
  return content(one) === content(other);
}

function content({ command_id: _id, version: _version, ...asked }) {
  return JSON.stringify(Object.entries(asked).sort());
}
