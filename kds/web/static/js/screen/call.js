/** At the pass: the whole order is ready, and its customer is called. Not to be mixed with parts. */
import { t } from "/languages/language.js";
import { useChanges } from "../hooks.js";
import { html } from "../html.js";
import { serverNow } from "../server-clock.js";
import { ask, Asking } from "../tickets/asking.js";
import { deskOf } from "../tickets/desk.js";
import { clockTime } from "../times.js";

/** Opens the dialog of the counter; what is served at a table is not called for. */
export function CallPress({ view }) {
  if (view.service === "dine-in") return null;
  if (view.called_at) {
    return html`<footer class="ticket-foot">
      <p class="called" data-called>✓ ${t("called {time}", { time: clockTime(view.called_at, serverNow()) })}</p>
    </footer>`;
  }
  return html`<footer class="ticket-foot">
    <button type="button" class="call" data-call=${view.order_id} onClick=${() => ask("call", called(view))}>
      ${t("Call customer …")} <small>${view.number}</small>
    </button>
  </footer>`;
}

/** The dialog that is open on a display, as its ticket stands now. */
export function Calling({ screen }) {
  const { connection } = screen;
  useChanges(connection.changed);
  const find = (order_id) => {
    const board = connection.boards.get("pass");
    const view = board?.tickets.get(order_id) ?? board?.recent.get(order_id);
    return view && called(view);
  };
  return html`<${Asking} find=${find} desk=${deskOf(screen)} />`;
}

/** A pass ticket as the dialog needs it; the rest is asked for when it is opened. */
function called({ order_id, number, version }) {
  return { order_id, number, version };
}
