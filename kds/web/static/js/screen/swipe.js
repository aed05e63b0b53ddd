/** A finger that is drawn across the tickets turns the page, as one turns paper. */

/** How far a finger must have come, in CSS pixels: further than one that only slips on a button. */
const LEAST_PX = 90;
/** How much further across than up or down. */
const FLATNESS = 2;

/**
 * Listen to fingers on the whole page. @param {(by: number) => void} turn
 * @returns a function that stops it
 */
export function listenToSwipes(turn) {
  /** @type {PointerEvent | null} */
  let from = null;
  const begin = (event) => {
    const onBoard = event.isPrimary && event.pointerType !== "mouse" && event.target.closest?.(".board");
    from = onBoard ? event : null;
  };
  const end = (event) => {
    if (from?.pointerId !== event.pointerId) return;
    const [across, up] = [event.clientX - from.clientX, event.clientY - from.clientY];
    from = null;
    if (Math.abs(across) >= LEAST_PX && Math.abs(across) > FLATNESS * Math.abs(up)) turn(across < 0 ? 1 : -1);
  };
  const cancel = () => (from = null);
  document.addEventListener("pointerdown", begin);
  document.addEventListener("pointerup", end);
  document.addEventListener("pointercancel", cancel);
  return () => {
    document.removeEventListener("pointerdown", begin);
    document.removeEventListener("pointerup", end);
    document.removeEventListener("pointercancel", cancel);
  };
}
