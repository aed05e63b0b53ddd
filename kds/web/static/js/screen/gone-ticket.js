import { t } from "/languages/language.js";
import { act } from "../act.js";
import { useChanges } from "../hooks.js";
import { html } from "../html.js";
import { answers } from "./answers.js";
import { CallPress } from "./call.js";
import { Press } from "./press.js";

/** Where a ticket was until a moment ago: nothing moves under a reaching hand, and undo is near. */
export function GoneTicket({ view, height, ready, screen }) {
  useChanges(answers.changed);
  const answer = ready ? undefined : answers.of(view);
  const words = answer?.text ?? (ready ? `✓ ${t("Ready")}` : t("Off this board"));
  const stations = (view.parts ?? []).map((part) => part.station);
  const station = view.board === "pass" ? stations.length === 1 && stations[0] : view.board;
  const undo = () =>
    act(screen.connection, { command: "RecallPart", order_id: view.order_id, station });
  return html`<article class="ticket gone" style=${{ minHeight: `${height}px` }}>
    <header class="ticket-head"><h2>${view.number}</h2></header>
    <p class="gone-word ${answer?.kind ?? (ready ? "yes" : "")}">${words}</p>
    ${ready &&
    station &&
    html`<footer class="ticket-foot">
      <${Press} class="undo" onPress=${undo}>${t("Undo")} <small>${view.number}</small><//>
    </footer>`}
    ${ready && view.board === "pass" && html`<${CallPress} view=${view} />`}
  </article>`;
}
