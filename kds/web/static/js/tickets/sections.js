/** Which section a ticket stands in, and in which order; a function of the tickets and the time. */
import { locale } from "/languages/language.js";

const collator = new Intl.Collator(locale, { numeric: true, sensitivity: "base" });

/** What each column is sorted by; times as ISO texts of one zone sort as texts. */
const KEYS = {
  number: (ticket) => ticket.number,
  task: (ticket) => ticket.task[0]?.product ?? "",
  customer: (ticket) => ticket.customer ?? "",
  responsible: (ticket) => ticket.responsible ?? "",
  due_at: (ticket) => dueMs(ticket),
  status: (ticket) => ticket.status,
};

/** @returns {number} when it must be ready; what was agreed for no time, from its beginning on */
export function dueMs({ due_at, accepted_at }) {
  return Date.parse(due_at ?? accepted_at);
}

/** @returns {string} new, waiting or ready; what is agreed for much later waits until then */
export function sectionOf(ticket, now, aheadMs) {
  const isPlanned = ticket.due_at != null && Date.parse(ticket.due_at) - now > aheadMs;
  return ticket.section === "new" && isPlanned && !ticket.is_not_sent ? "waiting" : ticket.section;
}

/** @returns {number} ms that it is late; 0 where nothing was agreed, or it is ready */
export function lateMs({ due_at, section }, now) {
  return due_at == null || section !== "new" ? 0 : Math.max(0, now - Date.parse(due_at));
}

/** @returns {Record<string, object[]>} the tickets of each section */
export function bySection(tickets, now, aheadMs) {
  const found = { new: [], waiting: [], ready: [] };
  for (const ticket of tickets) found[sectionOf(ticket, now, aheadMs)]?.push(ticket);
  return found;
}

/** @returns {object[]} sorted by a column (`-column`: the other way); what was not sent on top */
export function sorted(tickets, sort) {
  const isBack = sort.startsWith("-");
  const key = KEYS[isBack ? sort.slice(1) : sort] ?? KEYS.due_at;
  const direction = isBack ? -1 : 1;
  return [...tickets].sort(
    (a, b) =>
      Number(b.is_not_sent ?? false) - Number(a.is_not_sent ?? false) ||
      compared(key(a), key(b), direction) ||
      dueMs(a) - dueMs(b) ||
      (a.order_id < b.order_id ? -1 : 1),
  );
}

/** What is empty comes last, whichever way it is sorted. */
function compared(one, other, direction) {
  if (one === "" || other === "") return Number(one === "") - Number(other === "");
  if (typeof one === "number") return direction * (one - other);
  return direction * collator.compare(one, other);
}
