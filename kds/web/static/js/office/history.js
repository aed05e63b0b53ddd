import { useEffect, useState } from "preact/hooks";
import { statusName, t } from "/languages/language.js";
import { html } from "../html.js";
import { exactTime } from "../times.js";
import { get } from "./api.js";
import { office } from "./page.js";

/** The story of one order: what happened, when, by whom, and why. */
export function History({ order_id, version }) {
  const [steps, set] = useState(null);
  useEffect(() => {
    get(`/api/v1/orders/${encodeURIComponent(order_id)}`)
      .then(({ history }) => set(history))
      .catch((problem) => set([{ at: new Date().toISOString(), words: problem.message }]));
  }, [order_id, version]);
  if (steps === null) return html`<p class="history">${t("Fetching …")}</p>`;
  return html`<ol class="history">
    ${steps.map((step) => html`<li><time>${exactTime(step.at)}</time> ${step.words ?? inWords(step)}</li>`)}
  </ol>`;
}

/** What an event says, in words, by its type. */
export const EVENTS = {
  "kds.order.applied.v1": t("order applied"),
  "kds.order.taken-back.v1": t("order taken back"),
  "kds.order.told-again.v1": t("order told again"),
  "kds.order.sent-again.v1": t("order sent again"),
  "kds.order.approved.v1": t("order approved"),
  "kds.order.rejected.v1": t("order rejected"),
  "kds.order.resolved.v1": t("order resolved"),
  "kds.order.cancelled.v1": t("order cancelled"),
  "kds.order.completed.v1": t("order completed"),
  "kds.refund.requested.v1": t("refund requested"),
  "kds.delivery.confirmed.v1": t("delivery confirmed"),
  "kds.delivery.failed.v1": t("delivery failed"),
  "kds.resend.requested.v1": t("resend requested"),
  "kds.part.started.v1": t("part started"),
  "kds.part.ready.v1": t("part ready"),
  "kds.part.recalled.v1": t("part recalled"),
  "kds.part.seen.v1": t("part seen"),
};

function inWords(step) {
  const what = EVENTS[step.type] ?? step.type;
  const stations = (step.stations ?? []).map(office.nameOf).join(", ");
  const who = step.by?.name || step.by?.id;
  const why = [
    step.cause_text,
    step.reason && `“${step.reason}”`,
    step.minutes && t("in {minutes} min", { minutes: step.minutes }),
  ];
  const parts = [
    [what, stations && `(${stations})`, who && t("by {who}", { who })].filter(Boolean).join(" "),
    ...why,
    step.after && step.after !== step.before && t("now {status}", { status: statusName(step.after) }),
  ];
  return parts.filter(Boolean).join(" · ");
}
