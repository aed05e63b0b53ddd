/** Puts the slots of a board in their places, and measures as little as it can. */
import { markContinued, unmarkContinued } from "./continued.js";
import { pack, spanOf } from "./packing.js";
import { TOO_SOON_MS } from "./settled.js";

/** Slots out of sight that are moved in one go, and the pause until the next are. */
const AT_ONCE = 8;
const SOON_MS = 40;

/**
 * @typedef {import("./packing.js").Size} Size
 * @typedef {{count: number, spans: (import("./packing.js").Span & {open: boolean})[]}} Pages how
 *   many there are, and for each ticket where it stands and whether it is still open
 * @typedef {{height: number, width: number, perPage: number, gap: number, across: number}} Room of a
 *   column, how many stand beside each other, and the gaps between tickets and between columns
 */
export class Slots {
  /** Heights as they are in one column. @type {WeakMap<Element, number>} */
  #heights = new WeakMap();
  /** What is higher than a column. @type {WeakMap<Element, {size: Size, version: string}>} */
  #long = new WeakMap();
  /** @type {WeakMap<Element, string>} */
  #placed = new WeakMap();
  /** Where slots out of sight are to be moved. @type {Map<HTMLElement, [number, number]>} */
  #due = new Map();
  /** @type {ReturnType<typeof setTimeout> | null} */
  #timer = null;
  /** Timers of what takes no touch yet. @type {WeakMap<Element, number>} */
  #shielded = new WeakMap();
  #watched = new Set();
  /** From the first to the last. @type {Element[]} */
  #tickets = [];
  /** @type {Room | null} */
  #room = null;
  #page = 0;
  #scrolled = 0;
  #told = "";

  /** @param {HTMLElement} columns @param {(pages: Pages) => void} onPages */
  constructor(columns, onPages) {
    this.columns = columns;
    this.strip = /** @type {HTMLElement} */ (columns.firstElementChild);
    this.onPages = onPages;
    // Told between layout and painting, and only of what has another size than before.
    this.observer = new ResizeObserver((entries) => this.#resized(entries));
    this.observer.observe(columns);
    // A browser may scroll to what gets the focus; with the next change the page is right again.
    columns.addEventListener("scroll", () => (this.#scrolled = columns.scrollLeft));
  }

  end() {
    this.observer.disconnect();
    clearTimeout(this.#timer);
  }

  /** Tickets came, went or changed their sequence: nothing is measured for it, if all were before. */
  arrange() {
    this.#tickets = [...this.strip.children].map((slot) => slot.firstElementChild);
    const there = new Set(this.#tickets);
    for (const one of this.#watched) {
      if (there.has(one)) continue;
      this.observer.unobserve(one);
      this.#watched.delete(one);
    }
    for (const one of there) {
      if (this.#watched.has(one)) continue;
      this.observer.observe(one);
      this.#watched.add(one);
    }
    // What is new is measured before this frame is painted: then all have their places.
    if (this.#tickets.every((one) => this.#heights.has(one))) this.#place();
  }

  /** Show a page. */
  turnTo(page) {
    this.#page = page;
    for (const [slot, [left, top]] of this.#due) this.#move(slot, left, top);
    this.#turn();
  }

  #resized(entries) {
    for (const { target, borderBoxSize: [box] } of entries) {
      if (target === this.columns) continue;
      const long = this.#long.get(target);
      if (!long) this.#heights.set(target, box.blockSize);
      // It is told, too, of what #lengthen made of it.
      else if (!same(long.size, fragments(target))) this.#shorten(target);
    }
    const room = this.#measureRoom();
    if (!same(room, this.#room)) this.#furnish(room);
    this.#place();
  }

  /** @returns {Room} as the style sheet and the screen make it */
  #measureRoom() {
    const style = getComputedStyle(this.columns);
    const tracks = style.gridTemplateColumns.split(" ");
    return {
      height: this.columns.clientHeight,
      width: parseFloat(tracks[0]),
      perPage: tracks.length,
      gap: parseFloat(style.rowGap),
      across: parseFloat(style.columnGap),
    };
  }

  /** In another room everything has another height, which is told only with the next frame. */
  #furnish(room) {
    this.#room = room;
    this.columns.style.setProperty("--slot-width", `${room.width}px`);
    this.columns.style.setProperty("--slot-height", `${room.height}px`);
    for (const one of this.#watched) if (this.#long.has(one)) this.#shorten(one);
    for (const one of this.#watched) this.#heights.set(one, one.offsetHeight);
  }

  #place() {
    if (!this.#room) return;
    const { width, perPage, across } = this.#room;
    const tickets = this.#tickets;
    const places = pack(tickets.map((one) => this.#sizeOf(one)), this.#room);
    const step = width + across;
    const spans = places.map((place, index) => {
      const span = spanOf(place, perPage);
      this.#put(tickets[index].parentElement, place.column * step, place.top, span);
      return { ...span, open: tickets[index].hasAttribute("data-order-id") };
    });
    const count = Math.max(0, ...spans.map(({ last }) => last)) + 1;
    this.#tell({ count, spans });
    this.#turn();
  }

  /** Put a slot in its place: at once where it is or comes into sight, or has had no place yet. */
  #put(slot, left, top, { first, last }) {
    const isSame = this.#placed.get(slot) === `${left} ${top}`;
    if (isSame || last < this.#page - 1 || first > this.#page + 1) {
      if (isSame) this.#due.delete(slot);
      else if (this.#placed.has(slot)) this.#due.set(slot, [left, top]);
      else this.#move(slot, left, top);
      this.#soon();
      return;
    }
    this.#move(slot, left, top);
    if (first <= this.#page && this.#page <= last) this.#shield(slot);
  }

  #move(slot, left, top) {
    this.#due.delete(slot);
    this.#placed.set(slot, `${left} ${top}`);
    // Nothing is laid out anew for it. Whole pixels, or letters would be blurred.
    slot.style.transform = `translate(${Math.round(left)}px, ${Math.round(top)}px)`;
  }

  /** Move what is on other pages a few at a time: all at once would hold up what comes next. */
  #soon() {
    if (this.#due.size === 0 || this.#timer !== null) return;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      for (const [slot, [left, top]] of [...this.#due].slice(0, AT_ONCE)) this.#move(slot, left, top);
      this.#soon();
    }, SOON_MS);
  }

  /** A hand that was on its way meant what stood there before: what has just come takes no touch. */
  #shield(slot) {
    slot.classList.add("just-came");
    clearTimeout(this.#shielded.get(slot));
    this.#shielded.set(
      slot,
      setTimeout(() => slot.classList.remove("just-came"), TOO_SOON_MS),
    );
  }

  /** @returns {Size} */
  #sizeOf(ticket) {
    const long = this.#long.get(ticket);
    if (long?.version === ticket.getAttribute("data-version")) return long.size;
    if (long) this.#shorten(ticket);
    const height = this.#heights.get(ticket) ?? 0;
    return height <= this.#room.height ? { columns: 1, height } : this.#lengthen(ticket);
  }

  /** Let a ticket that is higher than a column go on in the next. @returns {Size} */
  #lengthen(ticket) {
    ticket.parentElement.classList.add("long");
    markContinued(ticket, this.#room.across);
    const size = fragments(ticket);
    this.#long.set(ticket, { size, version: ticket.getAttribute("data-version") });
    return size;
  }

  /** Let a ticket be as high as its content again, to see how high that is. */
  #shorten(ticket) {
    this.#long.delete(ticket);
    unmarkContinued(ticket);
    ticket.parentElement.classList.remove("long");
    this.#heights.set(ticket, ticket.offsetHeight);
  }

  #tell(pages) {
    const said = JSON.stringify(pages);
    if (said === this.#told) return;
    this.#told = said;
    const { width, perPage, across } = this.#room;
    this.strip.style.width = `${pages.count * perPage * (width + across) - across}px`;
    this.onPages(pages);
  }

  #turn() {
    if (!this.#room) return;
    const { width, perPage, across } = this.#room;
    const left = this.#page * perPage * (width + across);
    // Asking where it is would have everything laid out.
    if (this.#scrolled === left) return;
    this.columns.scrollLeft = left;
    this.#scrolled = this.columns.scrollLeft;
  }
}

/** @returns {Size} of a ticket that stands in several columns */
function fragments(ticket) {
  const boxes = ticket.getClientRects();
  return { columns: boxes.length, height: boxes[boxes.length - 1].height };
}

function same(one, other) {
  return JSON.stringify(one) === JSON.stringify(other);
}
