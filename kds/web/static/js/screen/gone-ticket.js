import { useRef } from "preact/hooks";
import { t } from "/languages/language.js";
import { act } from "../act.js";
import { useChanges } from "../hooks.js";
import { html } from "../html.js";
import { answers } from "./answers.js";
import { CallPress } from "./call.js";
import { Press } from "./press.js";
import { pressedTogether } from "./together.js";
import { WaitingPresses } from "./waiting-presses.js";
import { owedParts } from "./working.js";

/** Where a ticket was until a moment ago: nothing moves under a reaching hand, and undo is near. */
export function GoneTicket({ view, height, ready, screen }) {
  useChanges(answers.changed);
  const answer = ready ? undefined : answers.of(view);
  const words = answer?.text ?? (ready ? `✓ ${t("Ready")}` : t("Off this board"));
  const stations = useRef((view.board === "pass" && pressedTogether(view.order_id)) || lastReady(view)).current;
  const { order_id, version } = view;
  const undo = () =>
    Promise.all(
      stations.map((station) =>
        act(screen.connection, { command: "RecallPart", order_id, version, station }),
      ),
    );
  return html`<article class="ticket gone" data-gone=${view.order_id} data-board=${view.board} style=${{ minHeight: `${height}px` }}>
    <header class="ticket-head"><h2>${view.number}</h2></header>
    <p class="gone-word ${answer?.kind ?? (ready ? "yes" : "")}">${words}</p>
    ${ready &&
    stations.length > 0 &&
    html`<footer class="ticket-foot">
      <${Press} class="undo" onPress=${undo}>${t("Undo")} <small>${view.number}</small><//>
    </footer>`}
    ${ready && view.board === "pass" && html`<${CallPress} view=${view} />`}
    <${WaitingPresses} view=${view} screen=${screen} />
  </article>`;
}

/** @returns {string[]} the stations whose part was the last to become ready: those it waited for */
function lastReady(view) {
  if (view.board !== "pass") return [view.board];
  return owedParts(view).map((part) => part.station);
}
