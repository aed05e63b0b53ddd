import { useState } from "preact/hooks";
import { statusName, t } from "/languages/language.js";
import { html } from "../html.js";
import { ReasonDialog } from "../screen/reason-dialog.js";
import { serverNow } from "../server-clock.js";
import { clockTime } from "../times.js";
import { toast } from "../toasts.js";
import { OrderLink } from "./found.js";
import { History } from "./history.js";
import { office } from "./page.js";
import { usePolled } from "./poll.js";
import { Section } from "./section.js";

const COOKING = { waiting: t("waiting"), started: t("started"), ready: t("ready") };
const REASONS = [
  t("Served, nobody pressed ready"),
  t("Customer left"),
  t("Cancelled by word of mouth"),
];

/** Everything that is still open, to be settled one by one or together. */
export function OpenOrders() {
  const polled = usePolled("/api/v1/orders?open=1");
  const [chosen, choose] = useState(new Set());
  const [settling, settle] = useState(null);
  const orders = polled.value?.orders ?? [];
  const still = orders.filter((order) => chosen.has(order.order_id));
  const toggle = (id) => choose((old) => new Set(old.has(id) ? [...old].filter((x) => x !== id) : [...old, id]));
  const all = () => choose(new Set(still.length < orders.length ? orders.map((o) => o.order_id) : []));
  const settled = async (reason) => {
    const done = await settleAll(settling, reason);
    choose(new Set());
    await polled.again();
    return done;
  };
  return html`<${Section}
      title=${t("Still open: {count}", { count: orders.length })}
      polled=${polled}
      rows=${orders.map(
        (order) => html`<${Order}
          key=${order.order_id}
          order=${order}
          chosen=${chosen.has(order.order_id)}
          onChoose=${() => toggle(order.order_id)}
          onSettle=${() => settle([order])}
        />`,
      )}
      nothing=${t("Nothing is open in the kitchen.")}
    >
      ${orders.length > 0 && html`<button type="button" onClick=${all}>${t("Choose all or none")}</button>`}
      ${still.length > 0 &&
      html`<button type="button" class="main-button" onClick=${() => settle(still)}>
        ${t("Settle {count} together …", { count: still.length })}
      </button>`}
    <//>
    ${settling &&
    html`<${ReasonDialog}
      title=${t("Settle {numbers}", { numbers: settling.map((order) => order.number).join(", ") })}
      presets=${REASONS}
      verb=${t("Settle")}
      onClose=${() => settle(null)}
      onReason=${settled}
    />`}`;
}

async function settleAll(orders, reason) {
  let done = 0;
  for (const order of orders) {
    if (await office.command("ResolveOtherwise", order.order_id, { reason })) done += 1;
  }
  if (done) toast(t("{done} of {count} settled.", { done, count: orders.length }), "done");
  return done === orders.length;
}

function Order({ order, chosen, onChoose, onSettle }) {
  const [open, setOpen] = useState(false);
  const parts = (order.parts ?? []).map((part) => `${office.nameOf(part.station)}: ${COOKING[part.cooking]}`);
  const bad = order.status === "NOT_SENT_TO_KITCHEN";
  return html`<li class=${bad ? "bad" : ""} data-open-order=${order.order_id}>
    <label class="pick">
      <input type="checkbox" checked=${chosen} onChange=${onChoose} aria-label=${t("Choose {number}", { number: order.number })} />
    </label>
    <${OrderLink} order=${order} />
    <div class="facts">
      <span>
        <span class="word ${bad ? "bad" : ""}">${statusName(order.status)}</span>
        ${" "}${order.table ? t("Table {table}", { table: order.table }) : order.customer}
      </span>
      <small>
        ${t("till {till}, accepted {time}, business day {day}", {
          till: order.till,
          time: clockTime(order.accepted_at, serverNow()),
          day: order.business_day,
        })}
      </small>
      <small>${parts.join(" · ")}</small>
    </div>
    <div class="buttons">
      <button type="button" onClick=${onSettle}>${t("Settle …")}</button>
      <button type="button" aria-expanded=${open} onClick=${() => setOpen(!open)}>${t("History")}</button>
    </div>
    ${open && html`<${History} order_id=${order.order_id} version=${order.version} />`}
  </li>`;
}
