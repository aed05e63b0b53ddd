import { useState } from "preact/hooks";
import { t } from "/languages/language.js";
import { html } from "../../html.js";
import { Asking } from "../../tickets/asking.js";
import { office } from "../page.js";
import { usePolled } from "../poll.js";
import { Actions } from "./actions.js";
import { Counter, ticketOf } from "./counter.js";
import { ActionDialog } from "./dialogs.js";
import { Events } from "./events.js";
import { Head } from "./head.js";
import { Kitchen } from "./kitchen.js";
import { Lines } from "./lines.js";
import { Money } from "./money.js";
import { Paper } from "./paper.js";
import { Requests } from "./requests.js";

const EVERY_MS = 2000;

/** One order as the server tells it, asked for again and again while the page is open. */
export function OrderPage({ order_id }) {
  const polled = usePolled(`/api/v1/orders/${encodeURIComponent(order_id)}`, EVERY_MS);
  const [asking, ask] = useState(null);
  const told = polled.value;
  const problem = polled.problem && html`<p class="problem" role="alert">${polled.problem}</p>`;
  if (told === null) return problem ? html`${problem}<${Elsewhere} />` : t("Fetching …");
  const acting = { told, ask, again: polled.again };
  return html`<article class="order" data-order=${order_id} data-version=${told.summary.version}>
    ${problem}
    <${Head} told=${told} />
    <${Actions} ...${acting} />
    <div class="halves">
      <div>
        <${Lines} told=${told} />
        <${Money} told=${told} />
      </div>
      <div>
        <${Kitchen} ...${acting} />
        <${Counter} told=${told} />
        <${Paper} told=${told} again=${polled.again} />
        <${Requests} told=${told} />
      </div>
    </div>
    <${Events} told=${told} />
    <${Asking} find=${() => ticketOf(told)} desk=${office} />
    ${asking && html`<${ActionDialog} offer=${asking} onClose=${() => ask(null)} ...${acting} />`}
  </article>`;
}

function Elsewhere() {
  return html`<p class="nothing"><a href="/manager/orders">${t("Find an order")}</a></p>`;
}
