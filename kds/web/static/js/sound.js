/** Every sound, made here: a kitchen has no internet to fetch one from. */
import { listeners } from "./listeners.js";

const EVERY_MS = 8000;
const LATE_MS = 1000;

/** What each sound is made of: pitch and when. They differ in number and direction too. */
const TUNES = {
  alarm: [
    [660, 0],
    [880, 0.22],
  ],
  new: [[1047, 0]],
  ready: [
    [523, 0],
    [659, 0.18],
    [784, 0.36],
  ],
  changed: [
    [587, 0],
    [587, 0.3],
  ],
  stopped: [
    [880, 0],
    [622, 0.25],
    [440, 0.5],
  ],
};

/**
 * `ring`: two calm notes again and again while something is not sent; `play`: one of TUNES, once;
 * `prepare`: find out beforehand whether the browser lets it be heard; `changed` tells of `blocked`.
 */
export const sound = { blocked: false, changed: listeners(), ring, hush, play, prepare };
let context = null;
let timer = null;

for (const touch of ["pointerup", "keydown"]) document.addEventListener(touch, running);

/** Start to ring, if it does not already. */
function ring() {
  if (timer !== null) return;
  timer = setInterval(() => play("alarm"), EVERY_MS);
  play("alarm");
}

/** Stop ringing. */
function hush() {
  clearInterval(timer);
  timer = null;
  block(false);
}

/** Play a tune once, now or not at all: a browser is silent until a person has touched the page. */
async function play(name) {
  const asked = performance.now();
  await prepare();
  if (performance.now() - asked > LATE_MS) return;
  for (const [frequency, delay] of TUNES[name]) note(frequency, delay);
}

/** Wait until sounds may be heard; `blocked` says that this takes long. */
async function prepare() {
  setTimeout(() => context.state !== "running" && block(true), LATE_MS);
  await running();
  block(false);
}

/** @returns {Promise<void>} kept once sounds may be heard; asked for again with each touch */
function running() {
  context ??= new AudioContext();
  return context.state === "running" ? Promise.resolve() : context.resume();
}

function note(frequency, delay) {
  const [oscillator, gain] = [context.createOscillator(), context.createGain()];
  const start = context.currentTime + delay;
  oscillator.frequency.value = frequency;
  gain.gain.setValueAtTime(0.0001, start);
  gain.gain.exponentialRampToValueAtTime(0.4, start + 0.03);
  gain.gain.exponentialRampToValueAtTime(0.0001, start + 0.5);
  oscillator.connect(gain).connect(context.destination);
  oscillator.start(start);
  oscillator.stop(start + 0.55);
}

function block(blocked) {
  if (sound.blocked === blocked) return;
  sound.blocked = blocked;
  sound.changed.tell();
}
