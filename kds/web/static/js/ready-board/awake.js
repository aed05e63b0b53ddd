/** Keeps the screen on, where the browser can: only over https, or on the machine itself. */
export function stayAwake() {
  if (!navigator.wakeLock) return;
  // A browser lets go of it whenever the page is not in sight.
  document.addEventListener("visibilitychange", ask);
  ask();
}

async function ask() {
  if (document.visibilityState !== "visible") return;
  try {
    await navigator.wakeLock.request("screen");
  } catch {
    // The device saves power: its own settings keep the screen on, or nothing does.
  }
}
