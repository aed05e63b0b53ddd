import { Component, h } from "preact";
import { useLayoutEffect } from "preact/hooks";
import { html } from "../html.js";
import { Columns } from "./columns.js";
import { keyOf } from "./departures.js";
import { GoneTicket } from "./gone-ticket.js";
import { showPlaces } from "./places.js";
import { Still } from "./still.js";
import { showClocks } from "./ticket-clock.js";

/** Where a ticket stands that has not been measured yet. */
const NOWHERE = { first: -1, last: -1, several: false };
const MADE_FROM = ["gone", "screen", "Ticket"];

/**
 * All tickets; looked through only when one has come, left or changed its place. Of an event that
 * changes nothing but one ticket, only that one hears.
 */
export class Tickets extends Component {
  /** @type {Map<string, Still>} */
  stills = new Map();
  many = false;
  /** What was rendered last. */
  page = 0;
  spans = [];

  componentDidMount() {
    this.unheard = this.props.pages.changed.add(() => this.hearPages());
  }

  componentWillUnmount() {
    this.unheard();
  }

  /** Tickets stand elsewhere: only that of the page that is shown changes what is rendered. */
  hearPages() {
    const { shown, spans } = this.props.pages;
    if (shown === this.page && areAlike(this.spans, spans, shown)) this.spans = spans;
    else this.forceUpdate();
  }

  shouldComponentUpdate(next) {
    const { props } = this;
    if (MADE_FROM.some((name) => next[name] !== props[name]) || next.screen.many !== this.many) return true;
    if (next.gone.size > 0 && next.recent !== props.recent) return true;
    if (next.shown.length !== props.shown.length) return true;
    const others = next.shown.filter((view, i) => view !== props.shown[i] && !isSame(view, props.shown[i], this.spans[i]));
    if (others.length > 0) return true;
    next.shown.forEach((view, i) => view === props.shown[i] || this.stills.get(keyOf(view))?.put(view));
    return false;
  }

  render(props) {
    this.many = props.screen.many;
    this.page = props.pages.shown;
    this.spans = props.pages.spans;
    return html`<${All} ...${props} many=${this.many} stills=${this.stills} />`;
  }
}

/** @returns {boolean} whether a state of a ticket can stand where the other stood, nothing else moving */
function isSame(view, before, span) {
  return view.order_id === before.order_id && view.board === before.board && !span?.several;
}

function areAlike(before, after, page) {
  const longest = before.length > after.length ? before : after;
  return longest.every((_, i) => isAlike(before[i] ?? NOWHERE, after[i] ?? NOWHERE, page));
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

/** Where a ticket was, rendered again only when something else is to be said there. */
class GoneSlot extends Component {
  shouldComponentUpdate(next) {
    return ["view", "height", "ready", "screen"].some((name) => next[name] !== this.props[name]);
  }

  render(props) {
    return html`<div class="slot"><${GoneTicket} ...${props} /></div>`;
  }
}

/** The tickets in their columns; where one has just left, its place stays for some seconds. */
function All({ shown, gone, recent, pages, screen, Ticket, many, stills }) {
  const page = pages.shown;
  const keys = shown.map(keyOf);
  const spans = shown.map((_, index) => pages.spans[index] ?? NOWHERE);
  // In several columns even a change that keeps the height can move what stands first in one.
  const standing = keys.map((key, i) => `${key} ${gone.has(key)} ${spans[i].several ? shown[i].version : ""}`);
  useLayoutEffect(() => {
    showClocks(new Set(keys.filter((_, i) => isOn(spans[i], page))));
    // What has just left keeps its digit as it keeps its place: the next one may be on its way.
    showPlaces(keys.filter((_, i) => spans[i].first === page));
  });
  return html`<${Columns} shown=${standing.join()} pages=${pages}>
    ${shown.map((view, i) => {
      const key = keys[i];
      // Without a template: there are hundreds, and they are looked through with every event.
      if (!gone.has(key)) return h(Still, { key, name: key, stills, Ticket, view, screen, many });
      const ready = recent.some((one) => keyOf(one) === key);
      return h(GoneSlot, { key: `gone ${key}`, view, height: gone.get(key).height, ready, screen });
    })}
  <//>`;
}
