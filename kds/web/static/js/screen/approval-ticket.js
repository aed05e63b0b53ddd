import { useState } from "preact/hooks";
import { t } from "/languages/language.js";
import { act } from "../act.js";
import { html } from "../html.js";
import { answers } from "./answers.js";
import { keyOf } from "./departures.js";
import { markOf } from "./kitchen-state.js";
import { Lines } from "./lines.js";
import { ApproveWords, fieldsOf, Minutes, useChoice } from "./minutes.js";
import { Press } from "./press.js";
import { ReasonDialog } from "./reason-dialog.js";
import { useSettled } from "./settled.js";
import { SoldOutPress } from "./sold-out.js";
import { TicketHead } from "./ticket-head.js";
import { WaitingPresses } from "./waiting-presses.js";
import { useStep } from "./timer.js";

/** Why a kitchen says no. */
export const REASONS = [
  t("Sold out"),
  t("Too busy"),
  t("Kitchen is closing"),
  t("Cannot make it safely (allergy)"),
];

/** An order that waits for the kitchen's yes, with minutes, or for the wished time, or its no, with a reason. */
export function ApprovalTicket({ view, screen }) {
  const step = useStep(view);
  const { connection } = screen;
  // As it was when the ticket came: nothing may change under a finger.
  const [suggested] = useState(() => connection.kitchen?.suggested_minutes ?? null);
  const choice = useChoice({ wished: view.promised_at, suggested, clock: keyOf(view) });
  const [rejecting, reject] = useState(false);
  // A yes is for what has been read.
  const settled = useSettled(view.version);
  const { number } = view;
  const answer = (command, more, said) => {
    const { order_id, version } = view;
    return act(connection, { command, order_id, version, ...more }, () => answers.put(view, said));
  };
  const { minutes, time } = choice;
  const yes = minutes === null ? t("Approved for {time}", { time }) : t("Approved {minutes} min", { minutes });
  const approved = { kind: "yes", text: `✓ ${yes}` };
  const rejected = { kind: "no", text: `✗ ${t("Rejected")}` };
  return html`<article
    class="ticket approval ${step.name}"
    data-order-id=${view.order_id}
    data-board=${view.board}
    data-version=${view.version}
  >
    <${TicketHead} view=${view} step=${step} />
    <${Lines}
      lines=${view.lines}
      beside=${({ product }) => html`<${SoldOutPress} connection=${connection} product=${product} />`}
    />
    <${Minutes} choice=${choice} />
    <footer class="ticket-foot">
      <${Press} class="reject" onPress=${() => reject(true)} label=${t("Reject {number}", { number })}>
        ✗ ${t("Reject")}
      <//>
      <${Press} class="ready" does="main" asleep=${!settled} onPress=${() => answer("Approve", fieldsOf(choice), approved)}>
        <${ApproveWords} choice=${choice} mark="✓ " /> <small>${number}</small>
      <//>
    </footer>
    <${WaitingPresses} key="waits" view=${view} screen=${screen} />
    ${rejecting &&
    html`<${ReasonDialog}
      title=${t("Reject {number}", { number })}
      presets=${reasons(connection, view)}
      verb=${t("Reject")}
      isNo=${true}
      onClose=${() => reject(false)}
      onReason=${(reason) => answer("Reject", { reason }, rejected)}
    />`}
  </article>`;
}

/** @returns {string[]} why it may be rejected; what of it is sold out is named first */
function reasons(connection, { lines }) {
  const products = [...new Set(lines.map(({ product }) => product))];
  const gone = products.filter((product) => markOf(connection, product)).join(", ");
  return gone ? [t("Sold out: {products}", { products: gone }), ...REASONS.slice(1)] : REASONS;
}
