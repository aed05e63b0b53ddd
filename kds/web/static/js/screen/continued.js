/** Says on top of each further column of a ticket whose ticket it is. */
import { t } from "/languages/language.js";

/** What can stand first in a column, in the order of the document. */
const BLOCKS =
  ".changed-mark, .stop-mark, .part-head, .added-head, .course-head, .line, .modifier, .allergens, .line .note, " +
  ".also-at, .minutes, .ticket-foot";

/**
 * Mark the first block of each further column of a ticket with the ticket's number. From the first
 * to the last: each mark moves only what comes after it.
 * @param {Element} ticket @param {number} gap between columns, in pixels
 */
export function markContinued(ticket, gap) {
  const number = ticket.querySelector("h2").textContent;
  const [{ left: start, width }] = ticket.getClientRects();
  let column = 0;
  for (const block of ticket.querySelectorAll(BLOCKS)) {
    const [box] = block.getClientRects();
    const here = Math.floor((box.left - start) / (width + gap));
    if (here === column) continue;
    column = here;
    const part = block.matches(".part-head") ? null : block.closest(".part")?.dataset.name;
    block.dataset.continued = [number, part, t("continued")].filter(Boolean).join(" ");
  }
}

/** Take the marks away again. @param {Element} ticket */
export function unmarkContinued(ticket) {
  for (const marked of ticket.querySelectorAll("[data-continued]")) marked.removeAttribute("data-continued");
}
