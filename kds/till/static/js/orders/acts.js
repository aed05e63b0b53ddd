/** What a cashier can do with an order: a button for each action that the till offers. */
import { t } from "/languages/language.js";
import { openChange } from "../dialogs/change.js";
import { openPark } from "../dialogs/park.js";
import { openPay } from "../dialogs/pay.js";
import { openReceipt } from "../dialogs/receipt.js";
import { openRefund } from "../dialogs/refund.js";
import { openReport } from "../dialogs/report.js";
import { openDelete, openSettle, openVoid } from "../dialogs/undo.js";
import { doDeed, sendAgain } from "./deeds.js";
import { hasPaperTrouble, print, printable } from "./paper.js";

/**
 * In the sequence of the buttons; one act may stand for several actions.
 * @type {{on: string[], label: any, act: (each: any) => any, kind?: any, name?: string,
 *   doing?: string, done?: string, reason?: string}[]}
 */
export const ACTS = [
  {
    on: ["send again"],
    name: "again",
    label: t("Send again"),
    kind: "main",
    act: ({ order_id: orderId }) => sendAgain(orderId),
    doing: t("Sending again …"),
    done: t("Sent again at {time}; no screen has confirmed it yet."),
  },
  { on: ["settle refund"], label: t("Give back"), kind: "main", act: openSettle },
  { on: ["pay"], label: t("Pay"), kind: "main", act: openPay },
  {
    on: ["report payment", "cancel outside"],
    label: t("Payment outside"),
    kind: "main",
    act: openReport,
  },
  {
    on: ["print receipt"],
    label: (each) => printable(each)?.label,
    kind: (each) => (hasPaperTrouble(each) ? "main" : null),
    act: printReceipt,
  },
  {
    on: ["hand over receipt"],
    label: t("Receipt"),
    kind: (each) => (hasPaperTrouble(each) ? null : "main"),
    act: openReceiptOf,
  },
  { on: ["copy"], label: t("Copy and pay"), kind: "main", act: copy },
  { on: ["send"], label: t("Send to the kitchen"), act: send },
  { on: ["open again"], label: t("Open again"), act: openAgain },
  { on: ["change"], label: t("Change"), act: openChange },
  { on: ["park"], label: t("Park"), act: openPark },
  { on: ["refund"], label: t("Refund"), kind: "danger", act: openRefund },
  { on: ["void"], label: t("Void"), kind: "danger", act: openVoid },
  { on: ["delete"], label: t("Delete"), kind: "danger", act: openDelete },
];

/** @returns {any[]} each act that is possible now, with the reason why one would */
export function actsFor(each) {
  const { offered, order } = each;
  const acts = ACTS.map((act) => {
    const reasons = offered.filter(({ action }) => act.on.includes(action));
    return { ...act, ...said(act, each), reason: reasons[0]?.reason };
  }).filter(({ reason, label }) => reason !== undefined && label);
  const receipt = acts.find(({ on }) => on[0] === "hand over receipt");
  if (receipt && hasPaperTrouble(each)) acts.splice(acts.indexOf(receipt), 0, handedOver(receipt));
  return order.payments?.length && !receipt ? [...acts, LOOK] : acts;
}

/** What a button says may depend on the order. @param {{label: any, kind?: any}} act @param {any} each */
function said({ label, kind }, each) {
  const asked = (value) => (typeof value === "function" ? value(each) : value);
  return { label: asked(label), kind: asked(kind) };
}

/**
 * A receipt that no printer makes is written or shown: one tap says so.
 * @param {{reason?: string}} receipt @returns {any}
 */
function handedOver({ reason }) {
  return {
    on: ["handed over"],
    label: t("Handed over"),
    reason,
    act: async (shown) => {
      await doDeed(shown, "receipt");
    },
  };
}

/** To look at once more; it changes nothing. */
const LOOK = {
  on: ["look at receipt"],
  label: t("Show receipt"),
  reason: t("what was paid, on the screen"),
  act: openReceiptOf,
};

function openReceiptOf(shown) {
  openReceipt(shown);
}

async function send(shown) {
  await doDeed(shown, "send");
}

async function openAgain(shown) {
  await doDeed(shown, "open");
}

async function printReceipt(shown) {
  const wanted = printable(shown);
  if (wanted) await print(shown, wanted.body);
}

async function copy(shown) {
  openPay(await doDeed(shown, "copy"));
}
