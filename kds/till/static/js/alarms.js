/** What is wrong, on top of the page and by ear, for as long as it lasts. */
import { t } from "/languages/language.js";
import { button, el } from "./dom.js";
import { goToTop } from "./orders/list.js";
import { agreedTime } from "./times.js";
import { showView } from "./views.js";

const NOT_SENT = "not_sent";
const EVERY_MS = 8000;
const place = document.getElementById("alarms");
let shown = "";
let timer = null;
let context = null;

/** Show every alarm of this state; null hushes and clears. */
export function showAlarms(state) {
  const alarms = state ? everyAlarm(state) : [];
  const key = JSON.stringify(alarms);
  if (key !== shown) {
    shown = key;
    place.replaceChildren(...alarms.map(asBanner));
  }
  ring(alarms.some((alarm) => alarm.sounds));
}

function everyAlarm({ bus, alarms, orders, unsent, kitchen }) {
  const all = alarms.map(({ kind, text, sounds }) => ({ text, sounds, leads: kind === NOT_SENT }));
  const failed = orders.filter((each) => each.whereabouts.status === "NOT_SENT_TO_KITCHEN").length;
  const known = alarms.some(({ kind }) => kind === NOT_SENT);
  if (failed && !known) all.unshift({ text: notSent(failed), sounds: true, leads: true });
  if (bus.trouble) {
    const text = `${capital(bus.trouble)}. ${waiting(unsent)}.`;
    all.unshift({ text, sounds: false, leads: unsent > 0 });
  }
  const until = kitchen.outside_paused_until;
  if (until) {
    const words = { time: agreedTime(until), who: kitchen.outside_paused_by };
    const text = t("No orders from outside until {time}: paused by {who}", words);
    all.push({ text, sounds: false, leads: false });
  }
  return all;
}

function notSent(count) {
  return count === 1
    ? t("1 order is not sent to the kitchen")
    : t("{count} orders are not sent to the kitchen", { count });
}

function waiting(count) {
  if (!count) return t("Orders are still taken");
  return count === 1
    ? t("1 order waits here and will go by itself")
    : t("{count} orders wait here and will go by itself", { count });
}

/** What is said of orders leads to them: on a narrow screen they may be out of sight. */
function asBanner({ text, sounds, leads }) {
  const props = { class: sounds ? null : "note" };
  return el("p", props, leads ? button(text, showOrders, { class: "leads" }) : text);
}

function showOrders() {
  showView("orders");
  goToTop();
}

function ring(on) {
  if (on === (timer !== null)) return;
  clearInterval(timer);
  timer = on ? setInterval(notes, EVERY_MS) : null;
  if (on) notes();
}

/** Two calm notes; silent until a person has touched the page, as browsers want it. */
function notes() {
  context ??= new AudioContext();
  if (context.state !== "running") return void context.resume().catch(() => null);
  [660, 880].forEach((frequency, i) => note(frequency, context.currentTime + i * 0.22));
}

function note(frequency, start) {
  const [oscillator, gain] = [context.createOscillator(), context.createGain()];
  oscillator.frequency.value = frequency;
  gain.gain.setValueAtTime(0.0001, start);
  gain.gain.exponentialRampToValueAtTime(0.3, start + 0.03);
  gain.gain.exponentialRampToValueAtTime(0.0001, start + 0.5);
  oscillator.connect(gain).connect(context.destination);
  oscillator.start(start);
  oscillator.stop(start + 0.55);
}

function capital(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
