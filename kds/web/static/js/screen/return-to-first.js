/** Turns back to the first page, where the oldest orders stand, once nobody is at the screen. */
const IDLE_MS = 60_000;
const LOOK_EVERY_MS = 1000;
const HANDS = ["pointerdown", "pointermove", "keydown"];

/** @param {import("./pages.js").Pages} pages @returns a function that ends it */
export function returnToFirst(pages) {
  let touchedAt = performance.now();
  const touched = () => (touchedAt = performance.now());
  const look = () => {
    if (pages.shown === 0) return;
    const isIdle = performance.now() - touchedAt >= IDLE_MS;
    if (isIdle && document.querySelector("dialog[open]") === null) pages.turnToTicket(0);
  };
  const timer = setInterval(look, LOOK_EVERY_MS);
  for (const hand of HANDS) document.addEventListener(hand, touched, { capture: true, passive: true });
  return () => {
    clearInterval(timer);
    for (const hand of HANDS) document.removeEventListener(hand, touched, { capture: true });
  };
}
