import { useEffect, useState } from "preact/hooks";
import { inOrder, recentlyReady } from "../board.js";
import { useChanges } from "../hooks.js";
import { html } from "../html.js";
import { Alarms } from "./alarms.js";
import { Columns } from "./columns.js";
import { keyOf, useDepartures } from "./departures.js";
import { EmptyBoard, StaleBanner } from "./freshness.js";
import { GoneTicket } from "./gone-ticket.js";
import { Header } from "./header.js";
import { listenToKeys } from "./keys.js";
import { Pager } from "./pager.js";
import { RecallList } from "./recall.js";
import { Toasts } from "./toasts.js";

/** A whole display: head, tickets, what does not fit, and what was made recently. */
export function Screen({ screen, Ticket, alarmed, canRecall }) {
  const { connection } = screen;
  useChanges(connection.changed);
  const [page, setPage] = useState(0);
  const [pages, setPages] = useState({ count: 1, pageOf: [] });
  const [recalling, recall] = useState(false);
  useEffect(() => screen.laidOut.afterPaint());
  useEffect(() => {
    return listenToKeys({
      recall: () => canRecall && recall(true),
      turn: (by) => setPage((now) => Math.max(0, Math.min(pages.count - 1, now + by))),
      show: (index) => setPage(pages.pageOf[index] ?? 0),
    });
  }, [pages]);

  const boards = [...connection.boards.values()];
  const views = sorted(boards.flatMap(inOrder));
  const recent = boards.flatMap(recentlyReady);
  const gone = useDepartures(views);
  const shown = sorted([...views, ...[...gone.values()].map(({ view }) => view)]);
  const shownPage = Math.min(page, pages.count - 1);
  return html`<${Header}
      screen=${screen}
      open=${views.length}
      onRecall=${canRecall && (() => recall(true))}
    />
    <${StaleBanner} connection=${connection} />
    ${alarmed && html`<${Alarms} alarms=${connection.alarms} />`}
    <main class="board">
      ${shown.length === 0
        ? html`<${EmptyBoard}
            connection=${connection}
            loaded=${boards.every((board) => board.cursor !== null)}
          />`
        : html`<${Columns} page=${shownPage} onPages=${(next) => same(next, pages) || setPages(next)}>
            ${places(shown, gone, pages.pageOf, shownPage).map(([view, place]) => {
              const key = keyOf(view);
              if (!gone.has(key)) {
                return html`<${Ticket} key=${key} view=${view} place=${place} screen=${screen} />`;
              }
              const ready = recent.some((one) => keyOf(one) === key);
              const { height } = gone.get(key);
              return html`<${GoneTicket}
                key="gone ${key}"
                view=${view}
                height=${height}
                ready=${ready}
                screen=${screen}
              />`;
            })}
          <//>`}
    </main>
    <${Pager} pages=${pages} page=${shownPage} onPage=${setPage} />
    ${recalling &&
    html`<${RecallList} views=${recent} screen=${screen} onClose=${() => recall(false)} />`}
    <${Toasts} />`;
}

function sorted(views) {
  return views.sort((a, b) => Date.parse(a.since) - Date.parse(b.since) || (a.order_id < b.order_id ? -1 : 1));
}

function same(a, b) {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** Give the first nine tickets of the shown page the digits of the keyboard. */
function places(views, gone, pageOf, page) {
  let digit = 0;
  return views.map((view, index) => {
    const here = (pageOf[index] ?? 0) === page && !gone.has(keyOf(view)) && digit < 9;
    return [view, here ? (digit += 1) : null];
  });
}
