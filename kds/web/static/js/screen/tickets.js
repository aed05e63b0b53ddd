import { html } from "../html.js";
import { Columns } from "./columns.js";
import { keyOf } from "./departures.js";
import { GoneTicket } from "./gone-ticket.js";
import { Still } from "./still.js";

/** The tickets in their columns; where one has just left, its place stays for some seconds. */
export function Tickets({ shown, gone, recent, pages, page, onPages, screen, Ticket }) {
  const standing = (view, index) => {
    const key = keyOf(view);
    // In several columns even a change that keeps the height can move what stands first in one.
    return `${key} ${gone.has(key)} ${pages.spans[index]?.several ? view.version : ""}`;
  };
  return html`<${Columns} shown=${shown.map(standing).join()} page=${page} onPages=${onPages}>
    ${places(shown, gone, pages.spans, page).map(([view, place]) => {
      const key = keyOf(view);
      return gone.has(key)
        ? html`<${GoneTicket}
            key="gone ${key}"
            view=${view}
            height=${gone.get(key).height}
            ready=${recent.some((one) => keyOf(one) === key)}
            screen=${screen}
          />`
        : html`<${Still}
            key=${key}
            Ticket=${Ticket}
            view=${view}
            place=${place}
            screen=${screen}
            many=${screen.many}
          />`;
    })}
  <//>`;
}

/** Give the first nine tickets of the shown page the digits of the keyboard. */
function places(views, gone, spans, page) {
  let digit = 0;
  return views.map((view, index) => {
    const here = (spans[index]?.first ?? 0) === page && !gone.has(keyOf(view)) && digit < 9;
    return [view, here ? (digit += 1) : null];
  });
}
