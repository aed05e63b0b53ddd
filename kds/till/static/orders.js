/** The list of orders: where each one is, with times; what was not sent stands on top. */

const list = document.getElementById("orders");
const template = document.getElementById("order-template");
const cards = new Map();
let clock = new Intl.DateTimeFormat("en-GB", { timeStyle: "medium" });
let zone = null;

/** Show these orders; a card is only touched when its order changed, so focus stays. */
export function showOrders({ orders, time_zone: here }, sendAgain) {
  if (here !== zone) {
    zone = here;
    clock = new Intl.DateTimeFormat("en-GB", { timeStyle: "medium", timeZone: zone });
  }
  const wanted = new Set(orders.map(({ order }) => order.order_id));
  for (const [orderId, card] of cards) {
    if (!wanted.has(orderId)) {
      card.element.remove();
      cards.delete(orderId);
    }
  }
  const sorted = [...orders].sort((a, b) => failed(b) - failed(a));
  sorted.forEach((each, i) => {
    const { element } = cardOf(each, sendAgain);
    if (list.children[i] !== element) list.insertBefore(element, list.children[i] ?? null);
  });
  document.getElementById("no-orders").hidden = orders.length > 0;
}

function cardOf(each, sendAgain) {
  const orderId = each.order.order_id;
  let card = cards.get(orderId);
  if (!card || !list.contains(card.element)) {
    const element = template.content.firstElementChild.cloneNode(true);
    element.dataset.orderId = orderId;
    card = { element, shown: "" };
    const again = element.querySelector(".again");
    again.addEventListener("click", () => press(element, () => sendAgain(orderId)));
    cards.set(orderId, card);
  }
  const key = JSON.stringify(each);
  if (card.shown !== key) {
    card.shown = key;
    fill(card.element, each);
  }
  return card;
}

function fill(element, { order, whereabouts }) {
  const part = (name) => element.querySelector(name);
  element.classList.toggle("failed", failed({ whereabouts }));
  part(".number").textContent = order.number;
  showStatus(part(".status"), whereabouts);
  part(".causes").textContent = whereabouts.causes.join("\n");
  part(".whom").textContent = whom(order);
  part(".products").replaceChildren(...order.lines.map(asLine));
  part(".steps").replaceChildren(...whereabouts.steps.map(asStep));
  part(".again").hidden = !whereabouts.can_send_again;
  part(".again").setAttribute("aria-label", `Send order ${order.number} again`);
  if (!whereabouts.can_send_again) part(".answered").textContent = "";
}

/** What the kitchen has done counts here; what is paid for it, nobody has told the till. */
function showStatus(place, { status, status_text, ready, sending }) {
  place.title = status === "UNFINISHED" ? "Payment or receipt not recorded" : "";
  place.textContent = status_text + (sending ? " · sending…" : "");
  if (ready) place.prepend(strong("Ready"), " ");
}

/** Press *Send again*: what came of it is said below the button, until the order is sent. */
async function press(card, action) {
  const [button, answered] = [card.querySelector(".again"), card.querySelector(".answered")];
  button.disabled = true;
  answered.className = "answered";
  answered.textContent = "Sending again …";
  try {
    await action();
    const at = clock.format(new Date());
    if (!button.hidden) answered.textContent = `Sent again at ${at}; no screen has confirmed it yet.`;
  } catch (error) {
    answered.className = "answered wrong";
    answered.textContent = error.message;
  } finally {
    button.disabled = false;
  }
}

function strong(text, kind = "") {
  const element = document.createElement("strong");
  element.className = kind;
  element.textContent = text;
  return element;
}

function asLine(line) {
  const element = item(lineText(line));
  const { allergens = [] } = line;
  if (allergens.length) element.append(strong(`⚠ Allergy: ${allergens.join(", ")}`, "allergy"));
  return element;
}

function asStep({ step, at, station, by, detail }) {
  const time = document.createElement("time");
  time.dateTime = at;
  time.textContent = clock.format(new Date(at));
  const text = document.createElement("span");
  const where = station && by ? `${station} by ${by}` : (station ?? by);
  text.textContent = [where ? `${step}: ${where}` : step, detail].filter(Boolean).join(", ");
  const element = item("");
  element.append(time, text);
  return element;
}

function item(text) {
  const element = document.createElement("li");
  element.textContent = text;
  return element;
}

function whom({ service, table, customer, note }) {
  const names = [service, table && `table ${table}`, customer?.name, customer?.phone, note];
  return names.filter(Boolean).join(" · ");
}

function lineText({ quantity, product, modifiers = [], note }) {
  return [`${quantity} × ${product}`, ...modifiers, note].filter(Boolean).join(", ");
}

function failed({ whereabouts }) {
  return whereabouts.status === "NOT_SENT_TO_KITCHEN";
}
