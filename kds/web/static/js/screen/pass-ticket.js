import { t } from "/languages/language.js";
import { html } from "../html.js";
import { CallPress } from "./call.js";
import { Lines } from "./lines.js";
import { hasLater } from "./main-press.js";
import { STOPS } from "./marks.js";
import { MorePress } from "./more.js";
import { FireCoursePress, MainPress } from "./part-press.js";
import { Press } from "./press.js";
import { useSettled } from "./settled.js";
import { TicketHead } from "./ticket-head.js";
import { useStep } from "./timer.js";
import { pressTogether } from "./together.js";
import { ChangedMark, SeenPress, StopMark, useKeptHeight } from "./unseen.js";
import { WaitingPresses } from "./waiting-presses.js";
import { owedParts, working } from "./working.js";

const DELIVERY = {
  in_flight: { kind: "sending", words: `… ${t("sending")}` },
  confirmed: { kind: "shown", words: t("shown") },
  not_sent: { kind: "not-sent", words: `⚠ ${t("NOT SENT")}` },
};
const ON_PAPER = { kind: "shown", words: t("on paper") };
const COOKING = {
  waiting: `○ ${t("waiting")}`,
  started: `▶ ${t("started")}`,
  ready: `✓ ${t("READY")}`,
  held: `‖ ${t("HELD")}`,
};

/** One whole order at the pass: each station's part, how far it is, and whether it was shown. */
export function PassTicket({ view, screen }) {
  // Of a single part nothing is to be said for the whole: its buttons are the order's.
  const single = owedParts(view).length === 1 && view.next_course == null;
  const step = useStep(view);
  const { ref, style } = useKeptHeight(view);
  return html`<article
    class="ticket pass ${step.name} ${view.stopped ? "stopped" : ""}"
    data-order-id=${view.order_id}
    data-board=${view.board}
    data-version=${view.version}
    ref=${ref}
    style=${style}
  >
    <${TicketHead} view=${view} step=${step} />
    ${view.stopped
      ? html`<${StopMark} key="stop" cause=${view.stopped} />`
      : html`<${ChangedMark} key="changed" view=${view} screen=${screen} />`}
    ${(view.parts ?? [])
      .filter((part) => part.delivery !== "settled")
      .map((part) => html`<${Part} key=${part.station} part=${part} single=${single} view=${view} screen=${screen} />`)}
    ${view.stopped
      ? html`<footer key="seen" class="ticket-foot">
          <${SeenPress} view=${view} screen=${screen} />
        </footer>`
      : html`${!single && html`<${WholeFoot} key="foot" view=${view} screen=${screen} />`}
          <${CallPress} key="call" view=${view} />`}
    <${WaitingPresses} key="waits" view=${view} screen=${screen} />
  </article>`;
}

function Part({ part, single, view, screen }) {
  const proof = part.on_paper ? ON_PAPER : DELIVERY[part.delivery];
  const delivery = part.state === "ready" ? null : proof;
  const name = screen.nameOf(part.station);
  const stop = part.stopped && STOPS[part.stopped];
  const strike = (line_ids, struck) => working(view, screen).strike(part.station, line_ids, struck);
  return html`<section class="part ${part.state} ${stop ? "stopped" : ""}" data-name=${name}>
    <h3>
      <span><small>${view.number}</small> ${name}</span>
      <span class="cooking">${stop ? `✗ ${stop.words}` : COOKING[part.held ? "held" : part.state]}</span>
      ${delivery && html`<span class="delivery ${delivery.kind}">${delivery.words}</span>`}
    </h3>
    <${Lines}
      lines=${view.lines.filter((line) => line.station === part.station)}
      stopped=${part.stopped}
      onLine=${part.state === "ready" || view.stopped ? undefined : strike}
    />
    ${!stop &&
    !view.stopped &&
    html`<${PartFoot} part=${part} single=${single} name=${name} view=${view} screen=${screen} />`}
  </section>`;
}

function PartFoot({ part, single, name, view, screen }) {
  const recall = () => working(view, screen).recall(part.station);
  // Each stands where the other stood.
  const settled = useSettled(part.state === "ready");
  return html`<footer class="ticket-foot">
    ${part.state === "ready"
      ? html`<${Press} class="undo" asleep=${!settled} onPress=${recall}>
          ${t("Recall {station}", { station: name })} <small>${view.number}</small>
        <//>`
      : html`${single && html`<${MorePress} view=${view} screen=${screen} />`}
          <${MainPress}
            view=${view}
            screen=${screen}
            station=${part.station}
            held=${part.held}
            name=${name}
            asleep=${!settled}
          />`}
  </footer>`;
}

/** What the pass does with the whole order: for the stations it stands in for, and for all. */
function WholeFoot({ view, screen }) {
  const parts = owedParts(view);
  if (parts.length === 0) return null;
  const stations = parts.map((part) => part.station);
  const isWaiting = parts.some((part) => part.held) || hasLater(view.lines);
  const ready = () => {
    pressTogether(view.order_id, stations);
    return Promise.all(stations.map(working(view, screen).ready));
  };
  return html`<footer class="ticket-foot whole">
    <${FireCoursePress} view=${view} screen=${screen} />
    <${MorePress} view=${view} screen=${screen} />
    ${parts.length > 1 &&
    !isWaiting &&
    html`<${Press} class="all-ready" does="all" onPress=${ready}>
      ✓ ${t("All ready")} <small>${view.number}</small>
    <//>`}
  </footer>`;
}
