import { t } from "/languages/language.js";
import { freshness } from "../freshness.js";
import { useEachSecond } from "../hooks.js";
import { html } from "../html.js";
import { office } from "../office/page.js";
import { Search } from "../office/search.js";
import { serverNow } from "../server-clock.js";
import { Asking } from "./asking.js";
import { Navigation } from "./navigation.js";
import { usePlace } from "./place.js";
import { bySection, sorted } from "./sections.js";
import { Table } from "./table.js";

const AHEAD_MS = Number(document.body.dataset.plannedAheadMin ?? 120) * 60_000;
const STEP_MS = 10_000;

/** The sections, of which one is shown; all are followed live. */
export function Tickets() {
  const { section, sort } = usePlace();
  const { connection } = office;
  const board = connection.boards.get("tickets");
  const now = useEachSecond(() => Math.floor(serverNow() / STEP_MS) * STEP_MS, connection);
  const tickets = bySection(board.tickets.values(), now, AHEAD_MS);
  const isKnown = board.cursor !== null;
  return html`<${Navigation} section=${section} tickets=${isKnown ? tickets : null} />
    ${section === "all"
      ? html`<${Search} />`
      : html`<${Section} key=${section} section=${section} tickets=${tickets[section]} sort=${sort} now=${now} isKnown=${isKnown} />`}
    <${Asking} find=${(id) => board.tickets.get(id)} desk=${office} />`;
}

function Section({ section, tickets, sort, now, isKnown }) {
  if (tickets.length === 0) return html`<${Nothing} section=${section} isKnown=${isKnown} />`;
  return html`<${Table} section=${section} tickets=${sorted(tickets, sort)} sort=${sort} now=${now} />`;
}

const NOTHING = {
  new: t("No new ticket. What is taken at the till appears here at once."),
  waiting: t("Nothing waits."),
  ready: t("Nothing waits for its customer."),
};

/** An empty list says that it is empty only while it is live. */
function Nothing({ section, isKnown }) {
  const { link } = office.connection;
  const state = useEachSecond(() => freshness(link, performance.now()).state, link);
  const words = state === "stale" ? t("Not live: it cannot be told.") : NOTHING[section];
  return html`<p class="nothing" role="status">${isKnown ? words : t("Fetching …")}</p>`;
}
