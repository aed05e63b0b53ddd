/** The list of orders: what was not sent stands on top, then what has no receipt on paper. */
import { t } from "/languages/language.js";
import { el } from "../dom.js";
import { countInView } from "../views.js";
import { orderCard } from "./card.js";
import { orderFilter } from "./filter.js";
import { allOrders, watch } from "./known.js";
import { hasPaperTrouble } from "./paper.js";
import { isFailed } from "./steps.js";

const list = document.getElementById("orders");
const none = document.getElementById("no-orders");
const cards = new Map();
const filter = orderFilter(showOrders);

document.getElementById("find-orders").replaceChildren(filter.element);
watch(showOrders);

/** Forget what was looked for: nobody is signed in. */
export function clearFilter() {
  filter.clear();
}

/** Go to the first card: whatever was not sent stands on top. */
export function goToTop() {
  goTo(list.querySelector("li")?.dataset.orderId);
}

/** Go to the card of an order, if it stands in the list. */
export function goTo(orderId) {
  const card = cards.get(orderId)?.element;
  card?.scrollIntoView({ block: "center" });
  card?.focus({ preventScroll: true });
}

/** Show what is known and looked for, and whatever was not sent. */
function showOrders() {
  const orders = allOrders();
  const focused = document.activeElement;
  filter.offer(orders);
  const found = new Set(filter.found(orders));
  // Whoever searches must not lose sight of what the kitchen does not have.
  const others = orders.filter((each) => isFailed(each) && !found.has(each));
  const sorted = [...found, ...others].sort((a, b) => urgency(b) - urgency(a));
  const wanted = new Set(sorted.map(({ order_id: orderId }) => orderId));
  for (const [orderId, { element }] of cards) {
    if (wanted.has(orderId)) continue;
    element.remove();
    cards.delete(orderId);
  }
  sorted.forEach((each, i) => {
    const { element } = cardOf(each);
    if (list.children[i] !== element) list.insertBefore(element, list.children[i] ?? null);
  });
  // A card that is moved loses the focus.
  if (focused !== document.activeElement && focused.isConnected) /** @type {HTMLElement} */ (focused).focus();
  none.hidden = found.size > 0;
  none.textContent = filter.isSearching()
    ? t("No order is like that.")
    : t("No order is open, and none was taken today.");
  countInView("orders", orders.length ? String(orders.length) : "");
}

function urgency(each) {
  return isFailed(each) ? 2 : Number(hasPaperTrouble(each));
}

function cardOf(each) {
  const orderId = each.order_id;
  if (!cards.has(orderId)) cards.set(orderId, orderCard(orderId));
  const card = cards.get(orderId);
  card.show(each);
  return card;
}
