/** The keyboard and bump bar: digits and arrows choose a ticket, Enter or Space presses it, S sees. */

const FORWARD = ["ArrowRight", "ArrowDown"];
const BACK = ["ArrowLeft", "ArrowUp"];

/**
 * Listen to keys on the whole page. @returns a function that stops it
 * @param {{recall: () => void, help: () => void, turn: (by: number) => void, show: (index: number) => void}} doing
 */
export function listenToKeys(doing) {
  const pressed = (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (document.querySelector("dialog[open]") || event.target.matches("input, textarea")) return;
    if (handle(event.key, doing)) event.preventDefault();
  };
  document.addEventListener("keydown", pressed);
  return () => document.removeEventListener("keydown", pressed);
}

function handle(key, doing) {
  if (/^[1-9]$/.test(key)) return focus(labelled(key), doing);
  if (FORWARD.includes(key)) return focus(next(1), doing);
  if (BACK.includes(key)) return focus(next(-1), doing);
  if (key === "PageDown") return doing.turn(1) ?? true;
  if (key === "PageUp") return doing.turn(-1) ?? true;
  if (key === "s" || key === "S") return see(doing);
  if (key === "r" || key === "R") return doing.recall() ?? true;
  if (key === "?") return doing.help() ?? true;
  return false;
}

function focus(ticket, doing) {
  if (!ticket) return false;
  doing.show([...ticket.parentElement.children].indexOf(ticket));
  const button = ticket.querySelector(".press.ready") ?? ticket.querySelector(".press");
  button?.focus({ preventScroll: true });
  return true;
}

/** Say that the chosen ticket is seen; what nobody has looked at is only chosen. */
function see(doing) {
  const chosen = document.activeElement?.closest("[data-order-id]");
  const button = chosen?.querySelector(".press.seen");
  if (!button) return focus(document.querySelector("[data-order-id]:has(.press.seen)"), doing);
  const ready = chosen.querySelector(".press.ready");
  // The button goes: the ticket stays chosen.
  ready?.focus({ preventScroll: true });
  button.click();
  return true;
}

function labelled(digit) {
  const place = [...document.querySelectorAll(".place")].find((one) => one.textContent === digit);
  return place?.closest("[data-order-id]");
}

function next(by) {
  const tickets = [...document.querySelectorAll("[data-order-id]")];
  const current = tickets.indexOf(document.activeElement?.closest("[data-order-id]"));
  if (current === -1) return tickets[by > 0 ? 0 : tickets.length - 1];
  return tickets[Math.min(tickets.length - 1, Math.max(0, current + by))];
}
