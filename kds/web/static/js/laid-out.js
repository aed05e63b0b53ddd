/**
 * Reports to the server which tickets are laid out in this visible document: that, and nothing
 * less, is what makes an order sent.
 */
/** The shortest pause; up to as much again by chance, or all displays would report at once. */
const PAUSE_MS = 250;
const MOST_AT_ONCE = 200;

/** Watches the document and reports through `connection`. */
export class LaidOut {
  constructor(connection) {
    this.connection = connection;
    this.acknowledged = new Map();
    this.under_way = null;
    this.mayReportAt = -Infinity;
    this.timer = null;
    this.painting = false;
    connection.beaten.add(() => this.report());
    connection.renewed.add(() => (this.acknowledged = new Map()));
    document.addEventListener("visibilitychange", () => this.afterPaint());
  }

  /** Whether the server knows of every ticket that is laid out. */
  get isDone() {
    return this.under_way === null && this.#unacknowledged().length === 0;
  }

  /** Report once the browser has painted what was rendered. */
  afterPaint() {
    if (this.painting) return;
    this.painting = true;
    requestAnimationFrame(() => {
      this.painting = false;
      requestAnimationFrame(() => this.report());
    });
  }

  /** Report every ticket that is laid out and not acknowledged in its version: now, or soon. */
  report() {
    if (document.visibilityState !== "visible" || this.under_way || this.timer !== null) return;
    const tickets = this.#unacknowledged().slice(0, MOST_AT_ONCE);
    if (tickets.length === 0) return;
    const pause = this.mayReportAt - performance.now();
    if (pause > 0) {
      this.timer = setTimeout(() => {
        this.timer = null;
        this.report();
      }, pause);
      return;
    }
    this.#send(tickets);
  }

  async #send(tickets) {
    this.mayReportAt = performance.now() + PAUSE_MS * (1 + Math.random());
    this.under_way = tickets;
    // What an emptied server acknowledged before, it has forgotten: that goes into the old map.
    const { acknowledged } = this;
    const answer = await this.connection.ask("laid_out", { tickets }).catch(() => null);
    this.under_way = null;
    if (!answer?.ok) return;
    for (const [board, order_id, version] of tickets) {
      acknowledged.set(`${board} ${order_id}`, version);
    }
    this.report();
  }

  #unacknowledged() {
    const there = new Set();
    /** @type {[string, string, number][]} board, order and version */
    const found = [];
    for (const element of document.querySelectorAll("[data-order-id]")) {
      const { board, order_id, key } = nameOf(element);
      const version = Number(element.getAttribute("data-version"));
      there.add(key);
      // Measured last: whether it has a box is asked only of what is not acknowledged.
      if (this.acknowledged.get(key) === version || !hasBox(element)) continue;
      found.push([board, order_id, version]);
    }
    for (const key of this.acknowledged.keys()) if (!there.has(key)) this.acknowledged.delete(key);
    return found;
  }
}

/** The element of a ticket is never given to another. @type {WeakMap<Element, {board: string, order_id: string, key: string}>} */
const names = new WeakMap();

function nameOf(element) {
  let name = names.get(element);
  if (!name) {
    const [board, order_id] = [element.getAttribute("data-board"), element.getAttribute("data-order-id")];
    name = { board, order_id, key: `${board} ${order_id}` };
    names.set(element, name);
  }
  return name;
}

/** @param {any} element */
function hasBox(element) {
  return element.offsetWidth > 0 && element.offsetHeight > 0;
}
