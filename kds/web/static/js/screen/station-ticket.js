import { act } from "../act.js";
import { html } from "../html.js";
import { Lines } from "./lines.js";
import { Press } from "./press.js";
import { TicketHead } from "./ticket-head.js";
import { useAge } from "./timer.js";

/** One order on a station's display. */
export function StationTicket({ view, place, screen }) {
  const step = useAge(view.since);
  const command = (name) => () =>
    act(screen.connection, { command: name, order_id: view.order_id, station: view.board });
  const others = (view.parts ?? []).filter((part) => part.station !== view.board);
  return html`<article
    class="ticket ${step.name} ${view.state}"
    data-order-id=${view.order_id}
    data-board=${view.board}
    data-version=${view.version}
  >
    <${TicketHead}
      view=${view}
      step=${step}
      place=${place}
      station=${screen.many && screen.nameOf(view.board)}
    />
    <${Lines} lines=${view.lines} />
    <${AlsoAt} parts=${others} nameOf=${screen.nameOf} />
    <footer class="ticket-foot">
      ${view.state === "waiting"
        ? html`<${Press} class="start" onPress=${command("StartPart")} label="Start ${view.number}">
            Start
          <//>`
        : html`<span class="started">▶ started</span>`}
      <${Press} class="ready" onPress=${command("MarkPartReady")} label="Ready ${view.number}">
        ✓ Ready <small>${view.number}</small>
      <//>
    </footer>
  </article>`;
}

function AlsoAt({ parts, nameOf }) {
  if (parts.length === 0) return null;
  return html`<p class="also-at">
    also at:
    ${parts.map(
      (part) => html` <span key=${part.station} class="also ${part.state}">
        ${nameOf(part.station)}${part.state === "ready" ? " ✓" : ""}
      </span>`,
    )}
  </p>`;
}
