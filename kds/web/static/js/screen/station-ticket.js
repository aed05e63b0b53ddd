import { t } from "/languages/language.js";
import { act } from "../act.js";
import { html } from "../html.js";
import { Lines } from "./lines.js";
import { STOPS } from "./marks.js";
import { Press } from "./press.js";
import { TicketHead } from "./ticket-head.js";
import { useAge } from "./timer.js";
import { ChangedMark, SeenPress, StopMark, useKeptHeight } from "./unseen.js";

/** One order on a station's display. */
export function StationTicket({ view, place, screen }) {
  const step = useAge(view.since);
  const { ref, style } = useKeptHeight(view);
  const others = (view.parts ?? []).filter((part) => part.station !== view.board);
  return html`<article
    class="ticket ${step.name} ${view.state} ${view.stopped ? "stopped" : ""}"
    data-order-id=${view.order_id}
    data-board=${view.board}
    data-version=${view.version}
    ref=${ref}
    style=${style}
  >
    <${TicketHead}
      view=${view}
      step=${step}
      place=${place}
      station=${screen.many && screen.nameOf(view.board)}
    />
    ${view.stopped
      ? html`<${StopMark} key="stop" cause=${view.stopped} />`
      : html`<${ChangedMark} key="changed" view=${view} screen=${screen} />`}
    <${Lines} lines=${view.lines} stopped=${view.stopped} />
    <${AlsoAt} parts=${others} nameOf=${screen.nameOf} />
    ${view.stopped
      ? html`<footer key="seen" class="ticket-foot">
          <${SeenPress} view=${view} screen=${screen} />
        </footer>`
      : html`<${Foot} key="foot" view=${view} screen=${screen} />`}
  </article>`;
}

function Foot({ view, screen }) {
  const { order_id, version, board: station } = view;
  const command = (name) => () =>
    act(screen.connection, { command: name, order_id, version, station });
  const { number } = view;
  const start = html`<${Press}
    class="start"
    onPress=${command("StartPart")}
    label=${t("Start {number}", { number })}
  >
    ${t("Start")}
  <//>`;
  return html`<footer class="ticket-foot">
    ${view.state === "waiting" ? start : html`<span class="started">▶ ${t("started")}</span>`}
    <${Press}
      class="ready"
      onPress=${command("MarkPartReady")}
      label=${t("Ready {number}", { number })}
    >
      ✓ ${t("Ready")} <small>${number}</small>
    <//>
  </footer>`;
}

function AlsoAt({ parts, nameOf }) {
  if (parts.length === 0) return null;
  return html`<p class="also-at">
    ${t("also at:")}
    ${parts.map(
      (part) => html` <span key=${part.station} class="also ${part.state}">
        ${nameOf(part.station)}${part.state === "ready" ? " ✓" : ""}
        ${part.stopped && html` <b>✗ ${STOPS[part.stopped].words}</b>`}
      </span>`,
    )}
  </p>`;
}
