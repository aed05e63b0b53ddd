import { t } from "/languages/language.js";
import { html } from "../../html.js";
import { STOPS } from "../../screen/marks.js";
import { serverNow } from "../../server-clock.js";
import { clockTime } from "../../times.js";
import { office } from "../page.js";
import { ActionButton } from "./action-button.js";
import { ANSWERS, OF_PARTS, OF_WHOLE_ORDERS } from "./of-cooks.js";

const time = (at) => clockTime(at, serverNow());
const by = (actor) => actor?.name || actor?.id;

const APPROVAL = {
  awaiting: t("The kitchen has not answered"),
  approved: t("Approved"),
  rejected: t("Rejected"),
};
const DELIVERY = {
  in_flight: t("sending"),
  confirmed: t("shown"),
  not_sent: t("NOT SENT"),
  settled: t("resolved otherwise"),
};
const IN_PLACE = [...ANSWERS, ...OF_PARTS, ...OF_WHOLE_ORDERS];
const HELD = { words: t("HELD"), means: t("It is not to be made before somebody fires it.") };
const COOKING = { waiting: t("waiting"), started: t("started"), ready: t("ready") };

/**
 * What the kitchen has of it: the answer of the approvals, and each station's part, each with what
 * the back office may do in the cooks' place.
 */
export function Kitchen({ told, ask, again }) {
  const { approval = {}, parts = {}, resolution } = told.record;
  const all = Object.values(parts);
  const buttons = (commands, station) =>
    told.offered
      .filter((offer) => commands.includes(offer.command) && (!station || offer.stations.includes(station)))
      .map(
        (offer) => html`<${ActionButton}
          key=${offer.command}
          offer=${offer}
          station=${station}
          told=${told}
          ask=${ask}
          again=${again}
        />`,
      );
  const wholeOrder = buttons(OF_WHOLE_ORDERS);
  return html`<section class="kitchen">
    <h2>${t("Kitchen")}</h2>
    ${approval.state in APPROVAL &&
    html`<${Approval} approval=${approval} wished=${told.record.order.due_at} buttons=${buttons(ANSWERS)} />`}
    ${all.map(
      (part) => html`<${Part} key=${part.station} part=${part} prints=${told.prints} buttons=${buttons(OF_PARTS, part.station)} />`,
    )}
    ${wholeOrder.length > 0 && html`<p class="whole-order buttons">${wholeOrder}</p>`}
    ${told.offered.some(({ command }) => IN_PLACE.includes(command)) &&
    html`<p class="in-place">
      ${t("These buttons are for when the kitchen's screen is broken. The events tell that it was done here.")}
    </p>`}
    ${all.length === 0 &&
    !(approval.state in APPROVAL) &&
    html`<p class="nothing">${t("The kitchen has nothing of it.")}</p>`}
    ${resolution &&
    html`<p class="resolution">
      ${t("Resolved otherwise: {reason} ({time}, {who})", {
        reason: resolution.reason,
        time: time(resolution.at),
        who: by(resolution.by),
      })}
    </p>`}
  </section>`;
}

function Approval({ approval, wished, buttons }) {
  const { state, at, since, minutes, reason } = approval;
  const facts = [
    at ? time(at) : since && t("since {time}", { time: time(since) }),
    minutes && t("in {minutes} min", { minutes }),
    state === "approved" && !minutes && wished && t("for {time}", { time: time(wished) }),
    reason && `“${reason}”`,
    by(approval.by) && t("by {who}", { who: by(approval.by) }),
  ];
  return html`<div class="part approval" data-approval=${state}>
    <b>${t("Approvals")}</b>
    <span class="word ${state === "approved" ? "good" : ""}">${APPROVAL[state]}</span>
    <span class="buttons">${buttons}</span>
    <small>${facts.filter(Boolean).join(" · ")}</small>
  </div>`;
}

/** One station's part: whether a screen has shown it, and how far the cooks are, never mixed. */
function Part({ part, prints, buttons }) {
  const { delivery, cooking = {}, stopped } = part;
  const state = cooking.state ?? "waiting";
  return html`<div class="part" data-part=${part.station}>
    <b>${office.nameOf(part.station)}</b>
    <span class="word ${delivery.state === "not_sent" ? "bad" : ""}" data-delivery=${delivery.state}>
      ${isOnPaper(delivery) ? t("on paper") : DELIVERY[delivery.state]}
    </span>
    <span class="word ${state === "ready" ? "good" : ""}" data-cooking=${state}>${COOKING[state]}</span>
    ${part.held_at && !stopped && html`<span class="word" title=${HELD.means}>${HELD.words}</span>`}
    ${stopped && html`<span class="word bad" title=${STOPS[stopped.cause].means}>${STOPS[stopped.cause].words}</span>`}
    <span class="buttons">${buttons}</span>
    <small>${facts(part, state, prints).filter(Boolean).join(" · ")}</small>
  </div>`;
}

/** Tells whether paper, and no screen, proves that the station has it. */
function isOnPaper({ state, confirmed_by }) {
  return state === "confirmed" && confirmed_by?.kind === "printer";
}

/** @param {any} part @param {string} state @param {any[]} prints */
function facts({ delivery, cooking = {}, changed, stopped, held_at, held_s, moved_from }, state, prints) {
  const unseen = (changed && !changed.seen_at) || (stopped && !stopped.seen_at);
  const seen = stopped?.seen_at ? stopped : changed?.seen_at ? changed : null;
  const printer = prints.find((sheet) => sheet.printer === delivery.confirmed_by?.id)?.printer_name;
  const shown = { time: delivery.confirmed_at && time(delivery.confirmed_at), who: printer ?? by(delivery.confirmed_by) };
  const ready = { time: cooking.ready_at && time(cooking.ready_at), who: by(cooking.ready_by) };
  return [
    delivery.confirmed_at && (isOnPaper(delivery) ? t("printed {time} on {who}", shown) : t("shown {time} on {who}", shown)),
    delivery.state === "not_sent" && delivery.failed_at && t("not sent since {time}", { time: time(delivery.failed_at) }),
    delivery.attempt > 1 && t("attempt {count}", { count: delivery.attempt }),
    state === "started" && cooking.started_at && t("started {time}", { time: time(cooking.started_at) }),
    state === "ready" && t("ready {time} by {who}", ready),
    cooking.recalled_at && t("recalled {time}", { time: time(cooking.recalled_at) }),
    held_at && !stopped && t("on hold since {time}", { time: time(held_at) }),
    held_s > 0 && t("on hold for {minutes} min", { minutes: Math.max(1, Math.round(held_s / 60)) }),
    moved_from && t("moved from {station}", { station: office.nameOf(moved_from) }),
    unseen && t("no cook has seen the change yet"),
    seen && t("change seen {time} by {who}", { time: time(seen.seen_at), who: by(seen.seen_by) }),
  ];
}
