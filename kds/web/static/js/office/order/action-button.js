import { t } from "/languages/language.js";
import { html } from "../../html.js";
import { Press } from "../../screen/press.js";
import { ask as askAtCounter } from "../../tickets/asking.js";
import { toast } from "../../toasts.js";
import { office } from "../page.js";
import { AT_COUNTER, ticketOf } from "./counter.js";
import { needsDialog } from "./dialogs.js";

const MAIN = new Set(["RequestResend", "RequestRefund", "MarkCompleted"]);

const WORDS = {
  Approve: t("Approve …"),
  Reject: t("Reject …"),
  StartPart: t("Start"),
  MarkPartReady: t("Ready"),
  RecallPart: t("Recall"),
  MarkPartSeen: t("Seen"),
  HoldPart: t("Hold"),
  FirePart: t("Fire"),
  MovePart: t("Move …"),
  RequestResend: t("Send again"),
  ResolveOtherwise: t("Resolved otherwise …"),
  CancelOrder: t("Cancel the order …"),
  MarkCompleted: t("Mark completed …"),
  RequestRefund: t("Refund is given back …"),
  CallCustomer: t("Mark as ready …"),
  CallOff: t("Not ready after all"),
  CollectOrder: t("Finish and pay …"),
  SendTextAgain: t("Send the text again …"),
  EraseCustomer: t("Erase the customer …"),
};

/** What a command says besides the order, where the order itself tells it. */
const SAID = {
  StartPart: () => ({}),
  FireCourse: (told) => ({ course: told.next_course }),
  SetPriority: (told) => ({ priority: !told.record.priority }),
};

function labelOf({ command, words }, told) {
  if (command === "FireCourse") return t("Fire course {course}", { course: told.next_course });
  if (command === "SetPriority") return told.record.priority ? t("No priority") : t("Priority");
  return WORDS[command] ?? words;
}

/**
 * A button for one action that is offered, with one part if it has a `station`. Each command says
 * which version was in view: what was changed after it is neither approved, ready nor seen.
 */
export function ActionButton({ offer, station, told, ask, again }) {
  const { command, words, reason } = offer;
  const { order, version } = told.record;
  const kind = MAIN.has(command) ? "main-button" : "";
  const label = labelOf(offer, told);
  if (command in AT_COUNTER) {
    const open = () => askAtCounter(AT_COUNTER[command], ticketOf(told));
    return html`<button type="button" class=${kind} title=${reason} onClick=${open}>${label}</button>`;
  }
  if (needsDialog(offer) && !(command in SAID)) {
    const open = () => ask({ ...offer, version, station });
    return html`<button type="button" class=${kind} title=${reason} onClick=${open}>${label}</button>`;
  }
  const give = async () => {
    const said = SAID[command]?.(told);
    const more = station ? { station, version } : { ...said, version };
    const done = await office.command(command, order.order_id, more);
    if (done) toast(t("Done: {what}", { what: words }), "done");
    await again();
  };
  const name = station && `${office.nameOf(station)}: ${label}`;
  return html`<${Press} class=${kind} label=${name} onPress=${give}>${label}<//>`;
}
