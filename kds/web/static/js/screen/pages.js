/** The pages of a board: what stands on which, and which one is shown. */
import { listeners } from "../listeners.js";

/** @typedef {import("./packing.js").Span & {open: boolean}} Standing where a ticket stands, and whether it is still open */

export class Pages {
  changed = listeners();
  count = 1;
  /** @type {Standing[]} from the first ticket to the last */
  spans = [];
  #wanted = 0;

  /** The page that is shown. */
  get shown() {
    return Math.min(this.#wanted, this.count - 1);
  }

  /** How many open tickets have nothing on this page. */
  get hidden() {
    return this.spans.filter(({ first, last, open }) => open && (first > this.shown || last < this.shown)).length;
  }

  /** Tickets have come, gone or another size. @param {{count: number, spans: Standing[]}} standing */
  stand({ count, spans }) {
    this.count = count;
    this.spans = spans;
    // A page that is there no more is not waited for: nobody would turn to it but the next orders.
    this.#wanted = this.shown;
    this.changed.tell();
  }

  /** Turn by so many pages, as far as there are any. */
  turn(by) {
    this.#turnTo(this.shown + by);
  }

  /** Turn to where a ticket begins. @param {number} index among all of the board */
  turnToTicket(index) {
    this.#turnTo(this.spans[index]?.first ?? 0);
  }

  #turnTo(page) {
    this.#wanted = Math.max(0, Math.min(this.count - 1, page));
    this.changed.tell();
  }
}
