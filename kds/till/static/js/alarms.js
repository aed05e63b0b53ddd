/** What is wrong, on top of the page and by ear, for as long as it lasts. */
import { t } from "/languages/language.js";
import { el } from "./dom.js";
import { agreedTime } from "./times.js";

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
  const all = alarms.map(({ text, sounds }) => ({ text, sounds }));
  const failed = orders.filter((each) => each.whereabouts.status === "NOT_SENT_TO_KITCHEN").length;
  const known = alarms.some(({ kind }) => kind === "not_sent");
  if (failed && !known) all.unshift({ text: notSent(failed), sounds: true });
  if (bus.trouble) {
    all.unshift({ text: `${capital(bus.trouble)}. ${waiting(unsent)}.`, sounds: false });
  }
  const until = kitchen.outside_paused_until;
  if (until) {
    const words = { time: agreedTime(until), who: kitchen.outside_paused_by };
    all.push({ text: t("No orders from outside until {time}: paused by {who}", words) });
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

function asBanner({ text, sounds }) {
  return el("p", { class: sounds ? null : "note" }, text);
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
