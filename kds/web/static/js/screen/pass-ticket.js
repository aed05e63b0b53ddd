import { t } from "/languages/language.js";
import { act } from "../act.js";
import { html } from "../html.js";
import { CallPress } from "./call.js";
import { Lines } from "./lines.js";
import { STOPS } from "./marks.js";
import { Press } from "./press.js";
import { TicketHead } from "./ticket-head.js";
import { useAge } from "./timer.js";
import { ChangedMark, SeenPress, StopMark, useKeptHeight } from "./unseen.js";

const DELIVERY = {
  in_flight: { kind: "sending", words: `… ${t("sending")}` },
  confirmed: { kind: "shown", words: t("shown") },
  not_sent: { kind: "not-sent", words: `⚠ ${t("NOT SENT")}` },
};
const COOKING = {
  waiting: `○ ${t("waiting")}`,
  started: `▶ ${t("started")}`,
  ready: `✓ ${t("READY")}`,
};

/** One whole order at the pass: each station's part, how far it is, and whether it was shown. */
export function PassTicket({ view, place, screen }) {
  const step = useAge(view.since);
  const { ref, style } = useKeptHeight(view);
  return html`<article
    class="ticket pass ${step.name} ${view.stopped ? "stopped" : ""}"
    data-order-id=${view.order_id}
    data-board=${view.board}
    data-version=${view.version}
    ref=${ref}
    style=${style}
  >
    <${TicketHead} view=${view} step=${step} place=${place} />
    ${view.stopped
      ? html`<${StopMark} key="stop" cause=${view.stopped} />`
      : html`<${ChangedMark} key="changed" view=${view} screen=${screen} />`}
    ${(view.parts ?? [])
      .filter((part) => part.delivery !== "settled")
      .map((part) => html`<${Part} key=${part.station} part=${part} view=${view} screen=${screen} />`)}
    ${view.stopped
      ? html`<footer key="seen" class="ticket-foot">
          <${SeenPress} view=${view} screen=${screen} />
        </footer>`
      : html`<${CallPress} key="call" view=${view} />`}
  </article>`;
}

function Part({ part, view, screen }) {
  const delivery = part.state === "ready" ? null : DELIVERY[part.delivery];
  const name = screen.nameOf(part.station);
  const stop = part.stopped && STOPS[part.stopped];
  return html`<section class="part ${part.state} ${stop ? "stopped" : ""}" data-name=${name}>
    <h3>
      <span><small>${view.number}</small> ${name}</span>
      <span class="cooking">${stop ? `✗ ${stop.words}` : COOKING[part.state]}</span>
      ${delivery && html`<span class="delivery ${delivery.kind}">${delivery.words}</span>`}
    </h3>
    <${Lines}
      lines=${view.lines.filter((line) => line.station === part.station)}
      stopped=${part.stopped}
    />
    ${!stop &&
    !view.stopped &&
    html`<${PartFoot} part=${part} name=${name} view=${view} screen=${screen} />`}
  </section>`;
}

function PartFoot({ part, name, view, screen }) {
  const { order_id, version } = view;
  const command = (asked) => () =>
    act(screen.connection, { command: asked, order_id, version, station: part.station });
  return html`<footer class="ticket-foot">
    ${part.state === "ready"
      ? html`<${Press} class="undo" onPress=${command("RecallPart")}>
          ${t("Recall {station}", { station: name })} <small>${view.number}</small>
        <//>`
      : html`<${Press} class="ready" onPress=${command("MarkPartReady")}>
          ✓ ${t("Ready {station}", { station: name })} <small>${view.number}</small>
        <//>`}
  </footer>`;
}
