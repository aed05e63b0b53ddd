import { t } from "/languages/language.js";
import { html } from "../html.js";
import { CallPress } from "./call.js";
import { hasLater } from "./main-press.js";
import { MorePress } from "./more.js";
import { FireCoursePress } from "./part-press.js";
import { PassPart } from "./pass-part.js";
import { Press } from "./press.js";
import { TicketHead } from "./ticket-head.js";
import { useLastChange, useSettled, useSettledTurns } from "./settled.js";
import { useStep } from "./timer.js";
import { pressTogether } from "./together.js";
import { ChangedMark, SeenPress, StopMark, useKeptHeight } from "./unseen.js";
import { WaitingPresses } from "./waiting-presses.js";
import { owedParts, working } from "./working.js";

/** One whole order at the pass: each station's part, how far it is, and whether it was shown. */
export function PassTicket({ view, screen }) {
  const parts = (view.parts ?? []).filter((part) => part.delivery !== "settled");
  // Of a single part nothing is to be said for the whole: its buttons are the order's.
  const single = parts.length === 1;
  const step = useStep(view);
  const { ref, style } = useKeptHeight(view);
  const settled = useSettledTurns(view);
  return html`<article
    class="ticket pass ${step.name} ${view.stopped ? "stopped" : ""}"
    data-order-id=${view.order_id}
    data-board=${view.board}
    data-version=${view.version}
    data-settled=${settled}
    ref=${ref}
    style=${style}
  >
    <${TicketHead} view=${view} step=${step} />
    ${view.stopped
      ? html`<${StopMark} key="stop" cause=${view.stopped} />`
      : html`<${ChangedMark} key="changed" view=${view} screen=${screen} />`}
    ${parts.map((part) => html`<${PassPart} key=${part.station} part=${part} single=${single} view=${view} screen=${screen} />`)}
    ${view.stopped
      ? html`<footer key="seen" class="ticket-foot">
          <${SeenPress} view=${view} screen=${screen} />
        </footer>`
      : html`${!single && html`<${WholeFoot} key="foot" view=${view} screen=${screen} />`}
          <${CallPress} key="call" view=${view} />`}
    <${WaitingPresses} key="waits" view=${view} screen=${screen} />
  </article>`;
}

/** What the pass does with the whole order: for the stations it stands in for, and for all. */
function WholeFoot({ view, screen }) {
  const parts = owedParts(view);
  const stations = parts.map((part) => part.station);
  const settled = useSettled(`${stations} ${useLastChange(view)}`);
  if (parts.length === 0) return null;
  const isWaiting = parts.some((part) => part.held) || hasLater(view.lines);
  const ready = () => {
    // Before it is asked for, as the ticket may leave before the answer comes; and once it is done,
    // as the server may have been away.
    const together = () => pressTogether(view.order_id, stations);
    together();
    return Promise.all(stations.map((station) => working(view, screen).ready(station, together)));
  };
  return html`<footer class="ticket-foot whole">
    <${FireCoursePress} view=${view} screen=${screen} />
    <${MorePress} view=${view} screen=${screen} />
    ${parts.length > 1 &&
    !isWaiting &&
    html`<${Press} class="all-ready" does="all" asleep=${!settled} onPress=${ready}>
      ✓ ${t("All ready")} <small>${view.number}</small>
    <//>`}
  </footer>`;
}
