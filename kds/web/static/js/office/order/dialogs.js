import { t } from "/languages/language.js";
import { html } from "../../html.js";
import { REASONS as REJECTIONS } from "../../screen/approval-ticket.js";
import { Dialog } from "../../screen/dialog.js";
import { ApproveWords, fieldsOf, Minutes, useChoice } from "../../screen/minutes.js";
import { Press } from "../../screen/press.js";
import { ReasonDialog } from "../../screen/reason-dialog.js";
import { toast } from "../../toasts.js";
import { office } from "../page.js";
import { GivenBack } from "../refunds.js";
import { MoveDialog } from "./move-dialog.js";

const REASONED = {
  Reject: { presets: REJECTIONS, verb: t("Reject"), isNo: true, title: (number) => t("Reject {number}", { number }) },
  ResolveOtherwise: {
    presets: [t("Told the kitchen by word of mouth"), t("Served, nobody pressed ready"), t("Customer left")],
    verb: t("Resolved"),
    title: (number) => t("{number}: resolved otherwise", { number }),
    means: t("Nothing more of this order is sent or shown. The history keeps who and why."),
  },
  CancelOrder: {
    presets: [t("The guests left without paying"), t("Taken twice"), t("Taken by mistake")],
    verb: t("Cancel the order"),
    isNo: true,
    title: (number) => t("Cancel {number}", { number }),
    means: t("The order stays, cancelled with your reason. What still stands on a screen is stopped there."),
  },
  MarkCompleted: {
    presets: [t("The customer wants no receipt"), t("Set paid in the external system by hand")],
    verb: t("Mark completed"),
    title: (number) => t("Mark {number} completed", { number }),
    means: t("Do this when nothing is left to do: it cannot be taken back."),
  },
  EraseCustomer: {
    presets: [t("The customer asked for it")],
    verb: t("Erase the customer"),
    isNo: true,
    title: (number) => t("Erase the customer of {number}", { number }),
    means: t("Name, phone and texts of this order are erased for ever. What was ordered and paid stays."),
  },
};

/** Tells whether an action needs more than a press. */
export function needsDialog({ takes }) {
  return takes.some((name) => name !== "station");
}

/** Asks for what an action takes, and gives the command. */
export function ActionDialog({ offer, told, onClose, again }) {
  const { order } = told.record;
  const give = async (more) => {
    const done = await office.command(offer.command, order.order_id, { ...more, version: offer.version });
    if (done) toast(t("Done: {what}", { what: offer.words }), "done");
    await again();
    return done;
  };
  if (offer.command === "RequestRefund") {
    const refund = { order_id: order.order_id, number: order.number, till: told.record.till };
    const amount = told.money.refund_owed;
    return html`<${GivenBack} refund=${{ ...refund, amount }} currency=${told.currency} onClose=${onClose} again=${again} />`;
  }
  if (offer.command === "Approve") {
    return html`<${ApproveDialog} number=${order.number} wished=${order.due_at} onClose=${onClose} onChoice=${(choice) => give(fieldsOf(choice))} />`;
  }
  if (offer.command === "MovePart") {
    const { station } = offer;
    return html`<${MoveDialog} number=${order.number} station=${station} onClose=${onClose} onStation=${(to) => give({ station, to })} />`;
  }
  const { presets, verb, isNo, title, means } = REASONED[offer.command];
  return html`<${ReasonDialog}
    title=${title(order.number)}
    presets=${presets}
    verb=${verb}
    isNo=${isNo}
    onClose=${onClose}
    onReason=${(reason) => give({ reason })}
  >
    ${means && html`<p>${means}</p>`}
  <//>`;
}

function ApproveDialog({ number, wished, onClose, onChoice }) {
  const choice = useChoice({ wished, clock: number });
  const approve = async () => {
    if (await onChoice(choice)) onClose();
  };
  return html`<${Dialog} title=${t("Approve {number}", { number })} onClose=${onClose}>
    ${wished && html`<p>${t("Wished for")} <b>${choice.time}</b></p>`}
    <p>${t("When will it be ready? The customer hears it.")}</p>
    <${Minutes} choice=${choice} />
    <footer>
      <${Press} class="main-button" onPress=${approve}><${ApproveWords} choice=${choice} /><//>
    </footer>
  <//>`;
}
