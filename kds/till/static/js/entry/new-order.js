/** Taking an order: entered, taken once however often it must be tried, and then paid or parked. */
import { t } from "/languages/language.js";
import { ask } from "../ask.js";
import { once } from "../attempts.js";
import { openPark } from "../dialogs/park.js";
import { openPay } from "../dialogs/pay.js";
import { button, el } from "../dom.js";
import { money } from "../money.js";
import { doDeed, lookUp } from "../orders/deeds.js";
import { refresh } from "../poll.js";
import { theTill } from "../settled.js";
import { countInView, showView } from "../views.js";
import { forgetDraft, keepDraft, keptDraft } from "./draft.js";
import { orderForm } from "./form.js";
import { useMenu } from "./known-menu.js";

const place = document.getElementById("order");
const said = el("p", { class: "said", role: "status" });
let form = null;
let isLoading = false;
let isBusy = false;

/** What can be done with an order that was entered; `hold` keeps its lines from the kitchen. */
const WAYS = {
  pay: { label: t("Pay"), hold: true, then: openPay },
  save: { label: t("Save"), hold: true },
  send: { label: t("Send to the kitchen") },
  park: { label: t("Park on table"), hold: true, then: park },
};

/** Show the form, once: what is in it stays whatever the till says meanwhile. */
export async function showEntry() {
  if (form || isLoading) return;
  isLoading = true;
  const menu = await useMenu().catch(() => null);
  isLoading = false;
  if (menu) build(menu);
}

/** Take the form away: nobody is signed in. */
export function endEntry() {
  form = null;
  place.replaceChildren();
}

function build(menu) {
  const ways = waysHere(menu).map((name) => WAYS[name]);
  const presses = ways.map((way, i) =>
    button(way.label, () => take(way), { class: i === 0 ? "main" : null }),
  );
  const foot = [el("div", { class: "ways" }, presses), said];
  form = orderForm(menu, { isNew: true, foot, changed });
  form.first = ways[0];
  form.view = menu.isEmpty ? "basket" : "menu";
  showView(form.view);
  place.replaceChildren(form.element);
  form.fill(keptDraft());
  form.focus();
}

/** The first one is what Ctrl and Enter do. */
function waysHere(menu) {
  if (theTill().style === "fine-dining") return ["send", "park", "pay"];
  // Without a menu there are no prices: the order is often paid elsewhere.
  return menu.isEmpty ? ["send", "pay", "save"] : ["pay", "save"];
}

function changed() {
  if (!form) return;
  if (form.count()) say("");
  keepDraft(form.draft());
  countInView("basket", form.count() ? `${form.count()} · ${money(form.cents())}` : "");
}

async function take(way) {
  if (isBusy) return;
  const wrong = form.check();
  if (wrong) return say(wrong, true);
  busy(true);
  say("");
  try {
    const order = { ...form.read(), hold: way.hold };
    const key = (key) => ask("POST", "/api/v1/orders", order, { "Idempotency-Key": key });
    await taken(await once(order, key), way);
  } catch (error) {
    say(error.problems?.length ? form.mark(error.problems) : error.message, true);
  } finally {
    busy(false);
  }
}

/** It is taken: whatever happens from here on happens to an order that stands in the list. */
async function taken({ order_id: orderId, number }, way) {
  forgetDraft();
  form.fill();
  showView(form.view);
  form.focus();
  const words = t("Order {number} is taken.", { number });
  say(words);
  try {
    const order = await lookUp(orderId);
    await way.then?.(order);
  } catch (error) {
    say(`${words} ${error.message}`, true);
  } finally {
    refresh();
  }
}

async function park(order) {
  if (order.order.table) await doDeed(order, "park");
  else await openPark(order);
}

function say(text, isWrong = false) {
  said.className = isWrong ? "said wrong" : "said";
  said.textContent = text;
}

function busy(on) {
  isBusy = on;
  /** @type {NodeListOf<HTMLButtonElement>} */
  const presses = place.querySelectorAll(".ways button");
  for (const press of presses) press.disabled = on;
}

place.addEventListener("submit", (event) => event.preventDefault());
place.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.isComposing) return;
  event.preventDefault();
  if (form) take(form.first);
});
