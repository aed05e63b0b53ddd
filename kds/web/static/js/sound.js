/** Every sound, made here: a kitchen has no internet to fetch one from. */
import { listeners } from "./listeners.js";

const EVERY_MS = 8000;
const LATE_MS = 1000;
const MOST_ASKED = 10;

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
  overdue: [
    [392, 0],
    [392, 0.22],
    [392, 0.44],
  ],
  stopped: [
    [880, 0],
    [622, 0.25],
    [440, 0.5],
  ],
};

/** The loudest there is; a browser's own volume comes on top. */
const LOUDEST = 0.5;

/**
 * `set`: how loud, from 0 to 100, and which sounds at all; `test`: one of TUNES, also if it is off;
 * `ring`: two calm notes again and again while something is not sent; `play`: one of TUNES, once;
 * `prepare`: find out beforehand whether the browser lets it be heard; `changed` tells of `blocked`.
 */
export const sound = { blocked: false, changed: listeners(), ring, hush, play, prepare, set, test };
let context = null;
let timer = null;
/** How often the browser was asked in vain: it may hold sounds back for a whole day. */
let asked = 0;
/** Those who wait for it; each gives up in time. */
const waiting = listeners();
/** Whether the page wants to know at all times that it is not heard, and not only while it rings. */
let watching = false;
let loudness = 0.4;
let wanted = {};

for (const touch of ["pointerup", "keydown"]) document.addEventListener(touch, resume);

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
  if (!watching) block(false);
}

function set(volume, sounds) {
  // Ears hear in powers: half of the number is half as loud.
  loudness = LOUDEST * (volume / 100) ** 2;
  wanted = sounds;
}

/** Play a tune once, unless nobody wants to hear it here. */
async function play(name) {
  if (loudness > 0 && wanted[name] !== false) await test(name);
}

/** Play a tune once, now or not at all: a browser is silent until a person has touched the page. */
async function test(name) {
  if (loudness === 0 || !(await heard())) return;
  for (const [frequency, delay] of TUNES[name]) note(frequency, delay);
}

/** From now on `blocked` says whether sounds may be heard. */
function prepare() {
  watching = true;
  return heard();
}

/**
 * Wait a moment until sounds may be heard; `blocked` says that this takes longer.
 * @returns {Promise<boolean>} whether they may
 */
async function heard() {
  context ??= new AudioContext();
  if (context.state === "running") return true;
  // It forgets no question, so it is not asked for ever; a touch asks it again.
  if (asked < MOST_ASKED) resume();
  await new Promise((resolve) => {
    const forget = waiting.add(resolve);
    setTimeout(() => resolve(forget()), LATE_MS);
  });
  if (context.state !== "running") block(true);
  return context.state === "running";
}

/** Ask the browser to let sounds be heard; it does once a person touches the page. */
async function resume() {
  context ??= new AudioContext();
  if (context.state === "running") return;
  asked += 1;
  await context.resume();
  asked = 0;
  block(false);
  waiting.tell();
}

function note(frequency, delay) {
  const [oscillator, gain] = [context.createOscillator(), context.createGain()];
  const start = context.currentTime + delay;
  oscillator.frequency.value = frequency;
  gain.gain.setValueAtTime(0.0001, start);
  gain.gain.exponentialRampToValueAtTime(loudness, start + 0.03);
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
