import { useState } from "preact/hooks";
import { t } from "/languages/language.js";
import { act } from "../act.js";
import { html } from "../html.js";
import { answers } from "./answers.js";
import { Lines } from "./lines.js";
import { Press } from "./press.js";
import { ReasonDialog } from "./reason-dialog.js";
import { TicketHead } from "./ticket-head.js";
import { useAge } from "./timer.js";

const QUICK = [10, 15, 20, 30, 45, 60];
const [LEAST, MOST, STEP] = [5, 120, 5];
/** Why a kitchen says no. */
export const REASONS = [
  t("Sold out"),
  t("Too busy"),
  t("Kitchen is closing"),
  t("Cannot make it safely (allergy)"),
];

/** An order that waits for the kitchen's yes, with minutes, or its no, with a reason. */
export function ApprovalTicket({ view, place, screen }) {
  const step = useAge(view.since);
  const [minutes, setMinutes] = useState(20);
  const [rejecting, reject] = useState(false);
  const { number } = view;
  const answer = async (command, more, said) => {
    const { order_id, version } = view;
    const done = await act(screen.connection, { command, order_id, version, ...more });
    if (done) answers.put(view, said);
    return done;
  };
  const approved = { kind: "yes", text: `✓ ${t("Approved {minutes} min", { minutes })}` };
  const rejected = { kind: "no", text: `✗ ${t("Rejected")}` };
  return html`<article
    class="ticket approval ${step.name}"
    data-order-id=${view.order_id}
    data-board=${view.board}
    data-version=${view.version}
  >
    <${TicketHead} view=${view} step=${step} place=${place} />
    <${Lines} lines=${view.lines} />
    <${Minutes} minutes=${minutes} set=${setMinutes} />
    <footer class="ticket-foot">
      <${Press} class="reject" onPress=${() => reject(true)} label=${t("Reject {number}", { number })}>
        ✗ ${t("Reject")}
      <//>
      <${Press} class="ready" onPress=${() => answer("Approve", { minutes }, approved)}>
        ✓ ${t("Approve {minutes} min", { minutes })} <small>${number}</small>
      <//>
    </footer>
    ${rejecting &&
    html`<${ReasonDialog}
      title=${t("Reject {number}", { number })}
      presets=${REASONS}
      verb=${t("Reject")}
      onClose=${() => reject(false)}
      onReason=${(reason) => answer("Reject", { reason }, rejected)}
    />`}
  </article>`;
}

/** In how many minutes it is ready: by fives, or one of those that are said often. */
export function Minutes({ minutes, set }) {
  const to = (value) => () => set(Math.min(MOST, Math.max(LEAST, value)));
  return html`<div class="minutes" role="group" aria-label=${t("Minutes until it is ready")}>
    <button type="button" onClick=${to(minutes - STEP)} aria-label=${t("5 minutes less")}>−</button>
    <output>${minutes} min</output>
    <button type="button" onClick=${to(minutes + STEP)} aria-label=${t("5 minutes more")}>+</button>
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
