/** The alarm's sound, made here: a kitchen has no internet to fetch one from. */
import { listeners } from "./listeners.js";

const EVERY_MS = 8000;

/** Two calm notes again and again while something is not sent; `changed` tells of `blocked`. */
export const sound = { blocked: false, changed: listeners(), ring, hush };
let context = null;
let timer = null;

/** Start to ring, if it does not already. */
function ring() {
  if (timer !== null) return;
  timer = setInterval(notes, EVERY_MS);
  notes();
}

/** Stop ringing. */
function hush() {
  clearInterval(timer);
  timer = null;
  block(false);
}

function notes() {
  context ??= new AudioContext();
  if (context.state !== "running") {
    block(true);
    // Pending until a person has touched the page.
    context.resume().then(() => block(false));
    return;
  }
  block(false);
  note(660, 0);
  note(880, 0.22);
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
