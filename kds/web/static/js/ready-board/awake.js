/** Keeps the screen on, where the browser can: only over https, or on the machine itself. */
let held = false;

export function stayAwake() {
  if (!navigator.wakeLock) return;
  document.addEventListener("visibilitychange", ask);
  // Some browsers say yes only to somebody who is there.
  document.addEventListener("pointerup", ask);
  ask();
}

async function ask() {
  if (held || document.visibilityState !== "visible") return;
  held = true;
  try {
    const lock = await navigator.wakeLock.request("screen");
    lock.addEventListener("release", released, { once: true });
  } catch {
    // The device saves power: its own settings keep the screen on, or nothing does.
    held = false;
  }
}

/** A browser lets go of it whenever the page is not in sight, and sometimes else. */
function released() {
  held = false;
  ask();
}
