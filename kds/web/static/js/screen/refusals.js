/** What was pressed while the server was away and is not done: a box for each order, until it is read. */
import { t } from "/languages/language.js";
import { useChanges } from "../hooks.js";
import { html } from "../html.js";
import { serverNow } from "../server-clock.js";
import { exactTime } from "../times.js";
import { Key } from "./key.js";
import { pressWords } from "./press-words.js";
import { useSettled } from "./settled.js";

/** Each order with what was pressed, when, and why it is not done; the oldest first, as its key reads them. */
export function Refusals({ screen }) {
  const { presses } = screen.connection;
  useChanges(presses.changed);
  const orders = presses.refusedOrders();
  // What has just come under a hand is not read yet.
  const settled = useSettled(presses.refusals.map(({ payload }) => payload.command_id).join(" "));
  const read = (refusals) => () => settled && presses.read(refusals);
  if (orders.length === 0) return null;
  return html`<section class="refusals" role="alert">
    <div class="refused-orders">
      ${orders.map(
        (refusals, index) => html`<button
          key=${refusals[0].payload.order_id}
          type="button"
          class="press"
          aria-disabled=${!settled}
          onClick=${read(refusals)}
        >
          <b>⚠ ${refusals[0].number} ${t("NOT DONE")}</b>
          ${refusals.map((one) => html`<${Refused} key=${one.payload.command_id} refusal=${one} screen=${screen} />`)}
          <small>${t("Touch when read")} ${index === 0 && html`<${Key} action="seen" />`}</small>
        </button>`,
      )}
    </div>
    ${orders.length > 1 &&
    html`<button type="button" class="press all-read" aria-disabled=${!settled} onClick=${read(presses.refusals)}>
      ✓ ${t("All read: {count} orders", { count: orders.length })}
    </button>`}
  </section>`;
}

function Refused({ refusal, screen }) {
  // Counted back from now by the server's clock: that of this device may be wrong.
  const time = exactTime(serverNow() - (Date.now() - refusal.at));
  return html`<span class="refused">
    <b>${pressWords(refusal, screen)}</b> ${refusal.reason} <small>${t("pressed at {time}", { time })}</small>
  </span>`;
}
