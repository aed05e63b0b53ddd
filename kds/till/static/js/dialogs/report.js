/** How a payment outside went: told by the cashier who sees it there, or by the system itself. */
import { t } from "/languages/language.js";
import { compact, el } from "../dom.js";
import { doDeed } from "../orders/deeds.js";
import { orderOf, watch } from "../orders/known.js";
import { openDialog } from "./dialog.js";
import { reasonField } from "./reason.js";
import { openReceipt } from "./receipt.js";

/** Ask how the payment outside went. */
export function openReport(shown) {
  const { outside } = shown.order;
  const reason = reasonField([
    t("Card declined"),
    t("No connection"),
    t("Customer changed their mind"),
  ]);
  const can = (wanted) => shown.offered.some(({ action }) => action === wanted);
  const tell = (result, otherwise) => async () => {
    const body = compact({ result, reason: reason.optional() ?? otherwise });
    const told = await doDeed(shown, "report-payment", body);
    return afterwards(told);
  };
  const cancelled = { label: t("Cancelled there"), act: tell("cancelled"), kind: "danger" };
  const others = [
    can("cancel outside") && cancelled,
    can("report payment") && { label: t("Declined"), act: tell("failed", t("Card declined")) },
    can("report payment") && { label: t("Paid, not recorded there"), act: tell("not_recorded") },
  ];
  const dialog = openDialog({
    title: t("Payment of {number} in {system}", {
      number: shown.order.number,
      system: outside.system,
    }),
    about: shown,
    content: [
      el("p", { class: "large" }, t("Waiting for the payment")),
      outside.problem ? el("p", { class: "problem" }, `${t("Last time")}: ${outside.problem}`) : "",
      el("p", {}, t("When it is done there, say how it went.")),
      reason.element,
    ],
    others: others.filter(Boolean),
    ...(can("report payment") ? { verb: t("Paid"), act: tell("paid") } : {}),
  });
  dialog.element.querySelector("footer .main")?.focus();
  closeWhenTold(shown, dialog);
}

/** The system may tell the till itself: then there is nothing left to ask. */
function closeWhenTold(shown, dialog) {
  const end = watch(() => {
    const now = orderOf(shown.order_id);
    const waits = now?.order.outside?.state === "pending";
    if (waits || dialog.element.dataset.busy || !dialog.element.isConnected) return;
    dialog.close();
    if (now) afterwards(now)?.();
  });
  dialog.element.addEventListener("close", end);
}

function afterwards(order) {
  const isNext = order.offered.some(({ action }) => action === "hand over receipt");
  return isNext ? () => openReceipt(order) : undefined;
}
