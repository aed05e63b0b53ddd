/** The head of a card: number, status, what is missing, and for whom it is. */
import { statusName, t } from "/languages/language.js";
import { el } from "../dom.js";
import { agreedTime } from "../times.js";
import { SERVICES } from "../words.js";

const OVER = new Set(["VOIDED", "CANCELLED", "FULLY_REFUNDED", "COMPLETED"]);

/** @returns {HTMLElement[]} */
export function cardHead({ order, whereabouts, money }) {
  const { status, ready, sending, unseen } = whereabouts;
  const isReady = ready && !OVER.has(status);
  return [
    el(
      "h3",
      {},
      el("span", { class: "number" }, order.number),
      el(
        "span",
        { class: "status", data: { status } },
        isReady ? el("strong", {}, t("Ready in kitchen")) : "",
        isReady ? " " : "",
        statusName(status) + (sending ? ` · ${t("sending…")}` : ""),
      ),
    ),
    el("p", { class: "whom" }, apart(whom(order))),
    el("p", { class: "missing" }, missing(order, status, money).join(" · ")),
    el("p", { class: "unseen" }, unseen.length ? notSeen(unseen) : ""),
  ];
}

/** The kitchen works by what it has seen: until then somebody may have to go and tell. */
function notSeen(stations) {
  return t("What changed is not yet seen at: {stations}", { stations: stations.join(", ") });
}

function whom(order) {
  const { service, table, customer, note, parked, copy_of: copyOf, responsible } = order;
  const words = [
    SERVICES[service],
    table && t("Table {table}", { table }),
    parked && t("in the receipt park"),
    copyOf && t("a copy"),
    customer?.name,
    customer?.phone && el("span", { class: "whole" }, customer.phone),
    order.due_at && el("b", {}, t("Pickup {time}", { time: agreedTime(order.due_at) })),
    note,
    responsible && t("Responsible: {name}", { name: responsible }),
  ];
  return words.filter(Boolean);
}

function apart(words) {
  return words.flatMap((word, i) => (i ? [" · ", word] : [word]));
}

/** Say what an unfinished order lacks; a price on no line means that any sum pays it. */
function missing({ lines, payments = [], receipt }, status, { due }) {
  if (status !== "UNFINISHED") return [];
  const isPaid = !due && (payments.length > 0 || lines.every((line) => "unit_price" in line));
  return [
    !isPaid && t("payment is missing"),
    isPaid && !receipt && t("receipt is missing"),
    lines.some(({ kitchen }) => kitchen === "wait") && t("lines wait for the kitchen"),
  ].filter(Boolean);
}
