import { useEffect, useState } from "preact/hooks";
import { statusName, t } from "/languages/language.js";
import { html } from "../html.js";
import { exactTime } from "../times.js";
import { get } from "./api.js";
import { eventDetails } from "./event-words.js";
import { office } from "./page.js";

/** The story of one order, in a line for each event, and the way to its own page. */
export function History({ order_id, version }) {
  const [told, set] = useState(null);
  const path = encodeURIComponent(order_id);
  useEffect(() => {
    get(`/api/v1/orders/${path}`)
      .then(set)
      .catch((problem) => set({ events: [{ at: new Date().toISOString(), words: problem.message }] }));
  }, [order_id, version]);
  if (told === null) return html`<p class="history">${t("Fetching …")}</p>`;
  return html`<ol class="history">
    ${told.events.map(
      (event, i) => html`<li key=${i}><time>${exactTime(event.at)}</time> ${inWords(event, told.currency)}</li>`,
    )}
    <li class="more"><a href="/manager/orders/${path}">${t("Everything about this order")}</a></li>
  </ol>`;
}

function inWords(event, currency) {
  const stations = (event.stations ?? []).map(office.nameOf).join(", ");
  const what = stations ? `${event.words} (${stations})` : event.words;
  const parts = [
    what,
    event.who ?? event.where,
    ...eventDetails(event, currency),
    event.reason && `“${event.reason}”`,
    event.after && event.after !== event.before && t("now {status}", { status: statusName(event.after) }),
  ];
  return parts.filter(Boolean).join(" · ");
}
