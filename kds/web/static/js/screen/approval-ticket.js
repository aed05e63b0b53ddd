import { useState } from "preact/hooks";
import { t } from "/languages/language.js";
import { act } from "../act.js";
import { html } from "../html.js";
import { answers } from "./answers.js";
import { keyOf } from "./departures.js";
import { markOf } from "./kitchen-state.js";
import { Lines } from "./lines.js";
import { Press } from "./press.js";
import { ReasonDialog } from "./reason-dialog.js";
import { SoldOutPress } from "./sold-out.js";
import { TicketHead } from "./ticket-head.js";
import { WaitingPresses } from "./waiting-presses.js";
import { useStep } from "./timer.js";
import { Wished } from "./wished.js";

const QUICK = [10, 15, 20, 30, 45, 60];
const [LEAST, MOST, STEP] = [5, 120, 5];
/** Where the server has suggested nothing yet. */
const USUAL = 20;
/** Why a kitchen says no. */
export const REASONS = [
  t("Sold out"),
  t("Too busy"),
  t("Kitchen is closing"),
  t("Cannot make it safely (allergy)"),
];

/** An order that waits for the kitchen's yes, with minutes, or its no, with a reason. */
export function ApprovalTicket({ view, screen }) {
  const step = useStep(view);
  const { connection } = screen;
  // As it was when the ticket came: nothing may change under a finger.
  const [suggested] = useState(() => connection.kitchen?.suggested_minutes ?? null);
  const [minutes, setMinutes] = useState(suggested ?? USUAL);
  const [rejecting, reject] = useState(false);
  const { number } = view;
  const answer = (command, more, said) => {
    const { order_id, version } = view;
    return act(connection, { command, order_id, version, ...more }, () => answers.put(view, said));
  };
  const approved = { kind: "yes", text: `✓ ${t("Approved {minutes} min", { minutes })}` };
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
    <${Minutes} minutes=${minutes} set=${setMinutes} suggested=${suggested} wished=${view.promised_at} clock=${keyOf(view)} />
    <footer class="ticket-foot">
      <${Press} class="reject" onPress=${() => reject(true)} label=${t("Reject {number}", { number })}>
        ✗ ${t("Reject")}
      <//>
      <${Press} class="ready" does="main" onPress=${() => answer("Approve", { minutes }, approved)}>
        ✓ ${t("Approve {minutes} min", { minutes })} <small>${number}</small>
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

/**
 * In how many minutes it is ready: by fives, or one of those that are said often. With the time that
 * the customer wished for it says whether they keep it; `clock` is the key of the ticket then.
 */
export function Minutes({ minutes, set, suggested = null, wished = null, clock = "" }) {
  const to = (value) => () => set(Math.min(MOST, Math.max(LEAST, value)));
  return html`<div class="minutes" role="group" aria-label=${t("Minutes until it is ready")}>
    <button type="button" onClick=${to(minutes - STEP)} aria-label=${t("5 minutes less")}>−</button>
    <output>${minutes} min</output>
    <button type="button" onClick=${to(minutes + STEP)} aria-label=${t("5 minutes more")}>+</button>
    ${wished && html`<${Wished} wished=${wished} minutes=${minutes} clock=${clock} />`}
    ${suggested !== null &&
    html`<small class="suggested">${t("Suggested by what is owed: {minutes} min", { minutes: suggested })}</small>`}
    <div class="quick">
      ${QUICK.map(
        (value) => html`<button
          key=${value}
          type="button"
          aria-pressed=${value === minutes}
          onClick=${to(value)}
        >
          ${value}
        </button>`,
      )}
    </div>
  </div>`;
}
