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
    connection.beaten.add(() => this.report());
    connection.renewed.add(() => (this.acknowledged = new Map()));
    document.addEventListener("visibilitychange", () => this.afterPaint());
  }

  /** Report once the browser has painted what was rendered. */
  afterPaint() {
    requestAnimationFrame(() => requestAnimationFrame(() => this.report()));
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
    const present = laidOut();
    const keys = new Set(present.map(([board, order_id]) => `${board} ${order_id}`));
    for (const key of this.acknowledged.keys()) if (!keys.has(key)) this.acknowledged.delete(key);
    return present.filter(([board, order_id, version]) => {
      return this.acknowledged.get(`${board} ${order_id}`) !== version;
    });
  }
}

/** @returns {[string, string, number][]} board, order and version of every ticket with a box */
function laidOut() {
  const tickets = [];
  for (const element of document.querySelectorAll("[data-order-id]")) {
    if (element.offsetWidth === 0 || element.offsetHeight === 0) continue;
    const { board, orderId, version } = element.dataset;
    tickets.push([board, orderId, Number(version)]);
  }
  return tickets;
}
