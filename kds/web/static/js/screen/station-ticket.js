import { t } from "/languages/language.js";
import { html } from "../html.js";
import { Lines } from "./lines.js";
import { hasLater, isAllLater } from "./main-press.js";
import { STOPS } from "./marks.js";
import { MorePress } from "./more.js";
import { FireCoursePress, MainPress } from "./part-press.js";
import { useSettledTurns } from "./settled.js";
import { StartPress } from "./start-press.js";
import { TicketHead } from "./ticket-head.js";
import { useStep } from "./timer.js";
import { ChangedMark, SeenPress, StopMark, useKeptHeight } from "./unseen.js";
import { WaitingPresses } from "./waiting-presses.js";
import { working } from "./working.js";

/** One order on a station's display. */
export function StationTicket({ view, screen }) {
  const step = useStep(view);
  const { ref, style } = useKeptHeight(view);
  const settled = useSettledTurns(view);
  const others = (view.parts ?? []).filter((part) => part.station !== view.board);
  return html`<article
    class="ticket ${step.name} ${view.state} ${view.stopped ? "stopped" : ""}"
    data-order-id=${view.order_id}
    data-board=${view.board}
    data-version=${view.version}
    data-settled=${settled}
    ref=${ref}
    style=${style}
  >
    <${TicketHead}
      view=${view}
      step=${step}
      station=${screen.many && screen.nameOf(view.board)}
    />
    ${view.stopped
      ? html`<${StopMark} key="stop" cause=${view.stopped} />`
      : html`<${ChangedMark} key="changed" view=${view} screen=${screen} />`}
    <${Lines}
      lines=${view.lines}
      stopped=${view.stopped}
      onLine=${(line_ids, struck) => working(view, screen).strike(view.board, line_ids, struck)}
    />
    <${AlsoAt} parts=${others} nameOf=${screen.nameOf} />
    ${view.stopped
      ? html`<footer key="seen" class="ticket-foot">
          <${SeenPress} view=${view} screen=${screen} />
        </footer>`
      : html`<${Foot} key="foot" view=${view} screen=${screen} />`}
    <${WaitingPresses} key="waits" view=${view} screen=${screen} />
  </article>`;
}

function Foot({ view, screen }) {
  const { board: station } = view;
  const held = Boolean(view.held_at);
  const canStart = view.state !== "waiting" || !(held || isAllLater(view.lines));
  return html`<footer class="ticket-foot">
    ${hasLater(view.lines) && html`<${FireCoursePress} view=${view} screen=${screen} />`}
    ${canStart && html`<${StartPress} view=${view} screen=${screen} />`}
    <${MorePress} view=${view} screen=${screen} />
    <${MainPress} view=${view} screen=${screen} station=${station} held=${held} />
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
