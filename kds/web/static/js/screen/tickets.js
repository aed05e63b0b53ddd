import { Component, h } from "preact";
import { useLayoutEffect } from "preact/hooks";
import { html } from "../html.js";
import { Columns } from "./columns.js";
import { keyOf } from "./departures.js";
import { GoneTicket } from "./gone-ticket.js";
import { Still } from "./still.js";
import { showClocks } from "./ticket-clock.js";

/** Where a ticket stands that has not been measured yet. */
const NOWHERE = { first: -1, last: -1, several: false };
const MADE_FROM = ["gone", "page", "screen", "Ticket"];

/**
 * All tickets; looked through only when one has come, left or changed its place. Of an event that
 * changes nothing but one ticket, only that one hears.
 */
export class Tickets extends Component {
  /** @type {Map<string, Still>} */
  stills = new Map();
  many = false;

  shouldComponentUpdate(next) {
    const { props } = this;
    if (MADE_FROM.some((name) => next[name] !== props[name]) || next.screen.many !== this.many) return true;
    if (next.gone.size > 0 && next.recent !== props.recent) return true;
    if (next.shown.length !== props.shown.length) return true;
    const [before, after] = [props.pages.spans, next.pages.spans];
    if (next.shown.some((_, i) => !isAlike(before[i] ?? NOWHERE, after[i] ?? NOWHERE, next.page))) return true;
    const others = next.shown.filter((view, i) => view !== props.shown[i] && !isSame(view, props.shown[i], after[i]));
    if (others.length > 0) return true;
    next.shown.forEach((view, i) => view === props.shown[i] || this.stills.get(keyOf(view))?.put(view));
    return false;
  }

  render(props) {
    this.many = props.screen.many;
    return html`<${All} ...${props} many=${this.many} stills=${this.stills} />`;
  }
}

/** @returns {boolean} whether a state of a ticket can stand where the other stood, nothing else moving */
function isSame(view, before, span) {
  return view.order_id === before.order_id && view.board === before.board && !span?.several;
}

/** @returns {boolean} whether a ticket stands as it stood, seen from one page */
function isAlike(one, other, page) {
  return (
    isOn(one, page) === isOn(other, page) &&
    (one.first === page) === (other.first === page) &&
    one.several === other.several
  );
}

function isOn({ first, last }, page) {
  return first <= page && page <= last;
}

/** The tickets in their columns; where one has just left, its place stays for some seconds. */
function All({ shown, gone, recent, pages, page, onPages, screen, Ticket, many, stills }) {
  const keys = shown.map(keyOf);
  const spans = shown.map((_, index) => pages.spans[index] ?? NOWHERE);
  // In several columns even a change that keeps the height can move what stands first in one.
  const standing = keys.map((key, i) => `${key} ${gone.has(key)} ${spans[i].several ? shown[i].version : ""}`);
  const places = digits(spans.map((span, i) => span.first === page && !gone.has(keys[i])));
  useLayoutEffect(() => showClocks(new Set(keys.filter((_, i) => isOn(spans[i], page)))), [shown, pages, page]);
  return html`<${Columns} shown=${standing.join()} page=${page} onPages=${onPages}>
    ${shown.map((view, i) => {
      const key = keys[i];
      // Without a template: there are hundreds, and they are looked through with every event.
      if (!gone.has(key)) return h(Still, { key, name: key, stills, Ticket, view, place: places[i], screen, many });
      return html`<div class="slot" key="gone ${key}">
        <${GoneTicket}
          view=${view}
          height=${gone.get(key).height}
          ready=${recent.some((one) => keyOf(one) === key)}
          screen=${screen}
        />
      </div>`;
    })}
  <//>`;
}

/**
 * Give the first nine tickets of the shown page the digits of the keyboard.
 * @param {boolean[]} here which tickets begin there @returns {(number | null)[]}
 */
function digits(here) {
  let digit = 0;
  return here.map((is) => (is && digit < 9 ? (digit += 1) : null));
}
