/** Every sound, made here: a kitchen has no internet to fetch one from. */
import { listeners } from "./listeners.js";

const EVERY_MS = 8000;
const TOUCHES = ["pointerup", "keydown"];

/** What each sound is made of: pitch and when. They differ in number and direction too. */
const TUNES = {
  alarm: [
    [660, 0],
    [880, 0.22],
  ],
  new: [[1047, 0]],
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
 * `changed` tells of `blocked`.
 */
export const sound = { blocked: false, changed: listeners(), ring, hush, play };
let context = null;
let timer = null;

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

/** Play a tune once. A browser holds it back until a person has touched the page. */
function play(name) {
  context ??= new AudioContext();
  if (context.state !== "running") {
    block(true);
    resume();
    return;
  }
  block(false);
  for (const [frequency, delay] of TUNES[name]) note(frequency, delay);
}

/** Pending until a person has touched the page; only a request after that is sure to be heard. */
function resume() {
  for (const touch of TOUCHES) document.addEventListener(touch, resume, { once: true });
  context.resume().then(() => block(false));
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
