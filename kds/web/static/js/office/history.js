import { useEffect, useState } from "preact/hooks";
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
  if (steps === null) return html`<p class="history">Fetching …</p>`;
  return html`<ol class="history">
    ${steps.map((step) => html`<li><time>${exactTime(step.at)}</time> ${step.words ?? inWords(step)}</li>`)}
  </ol>`;
}

function inWords(step) {
  const what = step.type.replace(/^kds\./, "").replace(/\.v\d+$/, "").replace(/[.-]/g, " ");
  const stations = (step.stations ?? []).map(office.nameOf).join(", ");
  const who = step.by?.name || step.by?.id;
  const why = [
    step.cause_text,
    step.reason && `“${step.reason}”`,
    step.minutes && `in ${step.minutes} min`,
  ];
  const parts = [
    [what, stations && `(${stations})`, who && `by ${who}`].filter(Boolean).join(" "),
    ...why,
    step.after && step.after !== step.before && `now ${step.after.toLowerCase().replaceAll("_", " ")}`,
  ];
  return parts.filter(Boolean).join(" · ");
}
