/** What is wrong, on top of the page and by ear, for as long as it lasts. */

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

function everyAlarm({ bus, alarms, orders, unsent }) {
  const all = alarms.map(({ text, sounds }) => ({ text, sounds }));
  const failed = orders.filter((each) => each.whereabouts.status === "NOT_SENT_TO_KITCHEN").length;
  const known = alarms.some(({ kind }) => kind === "not_sent");
  if (failed && !known) {
    const many = failed === 1 ? "1 order is" : `${failed} orders are`;
    all.unshift({ text: `${many} not sent to the kitchen`, sounds: true });
  }
  if (bus.trouble) {
    const waiting = unsent === 1 ? "1 order waits" : `${unsent} orders wait`;
    const what = unsent ? `${waiting} here and will go by itself` : "Orders are still taken";
    all.unshift({ text: `${capital(bus.trouble)}. ${what}.`, sounds: false });
  }
  return all;
}

function asBanner({ text, sounds }) {
  const banner = document.createElement("p");
  banner.textContent = text;
  banner.classList.toggle("note", !sounds);
  return banner;
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
