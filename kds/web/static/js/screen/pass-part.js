/** One station's part of an order at the pass, with the buttons of that station. */
import { t } from "/languages/language.js";
import { html } from "../html.js";
import { Lines } from "./lines.js";
import { STOPS } from "./marks.js";
import { MorePress } from "./more.js";
import { FireCoursePress, MainPress } from "./part-press.js";
import { Press } from "./press.js";
import { useSettled } from "./settled.js";
import { working } from "./working.js";

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

/**
 * Its button stands in its head, beside the name of the station: below the lines it would take a row
 * of its own in each part. The only part of an order has the order's, where that stands. It stays in
 * its place whatever becomes of the other parts: a hand may be on its way to it.
 */
export function PassPart({ part, single, view, screen }) {
  const name = screen.nameOf(part.station);
  const stop = part.stopped && STOPS[part.stopped];
  const strike = (line_ids, struck) => working(view, screen).strike(part.station, line_ids, struck);
  const placed = useSettled(single);
  const press =
    !stop &&
    !view.stopped &&
    html`<${PartPress} part=${part} name=${name} placed=${placed} view=${view} screen=${screen} />`;
  return html`<section class="part ${part.state} ${stop ? "stopped" : ""}" data-name=${name}>
    <div class="part-head">
      <div class="part-name"><h3>${name}</h3> <${Delivery} part=${part} /></div>
      <p class="cooking">${stop ? `✗ ${stop.words}` : COOKING[part.held ? "held" : part.state]}</p>
      ${!single && press}
    </div>
    <${Lines}
      lines=${view.lines.filter((line) => line.station === part.station)}
      stopped=${part.stopped}
      onLine=${part.state === "ready" || view.stopped ? undefined : strike}
    />
    ${single &&
    press &&
    html`<footer class="ticket-foot">
      <${FireCoursePress} view=${view} screen=${screen} /> <${MorePress} view=${view} screen=${screen} /> ${press}
    </footer>`}
  </section>`;
}

/** Whether a screen has it; what is ready needs no screen any more. */
function Delivery({ part }) {
  const proof = part.on_paper ? ON_PAPER : DELIVERY[part.delivery];
  if (!proof || part.state === "ready") return null;
  return html`<span class="delivery ${proof.kind}">${proof.words}</span>`;
}

function PartPress({ part, name, placed, view, screen }) {
  // Each stands where the other stood.
  const settled = useSettled(part.state === "ready") && placed;
  const { number } = view;
  if (part.state !== "ready") {
    return html`<${MainPress}
      view=${view}
      screen=${screen}
      station=${part.station}
      held=${part.held}
      name=${name}
      asleep=${!settled}
    />`;
  }
  return html`<${Press}
    class="undo"
    asleep=${!settled}
    label=${`${t("Recall")} ${number} ${name}`}
    onPress=${() => working(view, screen).recall(part.station)}
  >
    ${t("Recall")} <small>${number}</small>
  <//>`;
}
