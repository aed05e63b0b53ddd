/** The till's page: sign in, take orders, see where each one is. Text is only ever text here. */
import { ask, SignedOut } from "./ask.js";
import { showAlarms } from "./alarms.js";
import { startEntry } from "./entry.js";
import { showOrders } from "./orders.js";

const EVERY_MS = 2000;
const STALE_AFTER_MS = 8000;
const at = (id) => document.getElementById(id);

let heardAt = 0;
let timer = null;

async function refresh() {
  clearTimeout(timer);
  try {
    show(await ask("GET", "/api/v1/orders"));
  } catch (error) {
    if (error instanceof SignedOut) return signedOut();
  }
  timer = setTimeout(refresh, EVERY_MS);
}

function show(state) {
  heardAt = Date.now();
  at("sign-in-place").hidden = true;
  at("till-place").hidden = false;
  at("sign-out").hidden = !state.who;
  at("title").textContent = `${state.name} · till ${state.till}${state.who ? ` · ${state.who}` : ""}`;
  document.title = `Till ${state.till}`;
  showAlarms(state);
  showOrders(state, sendAgain);
  freshness();
}

function signedOut() {
  heardAt = 0;
  at("till-place").hidden = true;
  at("sign-out").hidden = true;
  at("freshness").textContent = "";
  at("orders").replaceChildren();
  showAlarms(null);
  at("sign-in-place").hidden = false;
  at("sign-in").elements.name.focus();
}

/** A page that hears nothing must not look as if all were well. */
function freshness() {
  if (!heardAt) return;
  const age = Date.now() - heardAt;
  const stale = age > STALE_AFTER_MS;
  at("freshness").classList.toggle("stale", stale);
  at("freshness").textContent = stale
    ? `The till does not answer since ${Math.round(age / 1000)} s. What is shown is old.`
    : "up to date";
}

async function sendAgain(orderId) {
  await ask("POST", `/api/v1/orders/${encodeURIComponent(orderId)}/send-again`, {});
  await refresh();
}

at("sign-in").addEventListener("submit", async (event) => {
  event.preventDefault();
  const form = event.target;
  const said = form.querySelector(".said");
  try {
    await ask("POST", "/sign-in", { name: form.elements.name.value, pin: form.elements.pin.value });
    said.textContent = "";
    await refresh();
    document.querySelector("#lines .product").focus();
  } catch (error) {
    said.className = "said wrong";
    said.textContent = error.message;
  }
  form.elements.pin.value = "";
});

at("sign-out").addEventListener("click", async () => {
  await ask("POST", "/sign-out", {}).catch(() => null);
  clearTimeout(timer);
  signedOut();
});

startEntry(at("order"), refresh);
setInterval(freshness, 1000);
refresh();
