import { useEffect, useState } from "preact/hooks";
import { inOrder, recentlyReady } from "../board.js";
import { useChanges } from "../hooks.js";
import { html } from "../html.js";
import { Alarms } from "./alarms.js";
import { useDepartures } from "./departures.js";
import { EmptyBoard, StaleBanner } from "./freshness.js";
import { Header } from "./header.js";
import { Help } from "./help.js";
import { listenToKeys } from "./keys.js";
import { useNews } from "./news.js";
import { notOnPage, Pager } from "./pager.js";
import { RecallList } from "./recall.js";
import { Tickets } from "./tickets.js";
import { Toasts } from "./toasts.js";
import { unseenStations } from "./unseen.js";

/** A whole display: head, tickets, what does not fit, and what was made recently. */
export function Screen({ screen, Ticket, alarmed, canRecall }) {
  const { connection } = screen;
  useChanges(connection.changed);
  const [page, setPage] = useState(0);
  const [pages, setPages] = useState({ count: 1, spans: [] });
  const [recalling, recall] = useState(false);
  const [helping, help] = useState(false);
  useEffect(() => screen.laidOut.afterPaint());
  useEffect(() => {
    return listenToKeys({
      recall: () => canRecall && recall(true),
      help: () => help(true),
      turn: (by) => setPage((now) => Math.max(0, Math.min(pages.count - 1, now + by))),
      show: (index) => setPage(pages.spans[index]?.first ?? 0),
    });
  }, [pages]);

  const boards = [...connection.boards.values()];
  const views = sorted(boards.flatMap(inOrder));
  const recent = boards.flatMap(recentlyReady);
  const loaded = boards.every((board) => board.cursor !== null);
  useNews(views, loaded);
  const gone = useDepartures(views);
  const shown = sorted([...views, ...[...gone.values()].map(({ view }) => view)]);
  const shownPage = Math.min(page, pages.count - 1);
  return html`<${Header}
      screen=${screen}
      open=${views.length}
      unseen=${views.filter((view) => unseenStations(view).length > 0).length}
      hidden=${shown.length > 0 ? notOnPage(pages.spans, shownPage) : 0}
      onRecall=${canRecall && (() => recall(true))}
      onHelp=${() => help(true)}
    />
    <${StaleBanner} connection=${connection} />
    ${alarmed && html`<${Alarms} alarms=${connection.alarms} />`}
    <main class="board">
      ${shown.length === 0
        ? html`<${EmptyBoard}
            connection=${connection}
            loaded=${loaded}
          />`
        : html`<${Tickets}
            shown=${shown}
            gone=${gone}
            recent=${recent}
            pages=${pages}
            page=${shownPage}
            onPages=${(next) => same(next, pages) || setPages(next)}
            screen=${screen}
            Ticket=${Ticket}
          />`}
    </main>
    <${Pager} pages=${pages} page=${shownPage} onPage=${setPage} />
    ${recalling &&
    html`<${RecallList} views=${recent} screen=${screen} onClose=${() => recall(false)} />`}
    ${helping && html`<${Help} onClose=${() => help(false)} />`}
    <${Toasts} />`;
}

function sorted(views) {
  return views.sort(
    (a, b) => Date.parse(a.since) - Date.parse(b.since) || (a.order_id < b.order_id ? -1 : 1),
  );
}

function same(a, b) {
  return JSON.stringify(a) === JSON.stringify(b);
}
