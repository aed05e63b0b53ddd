/** Keeps a display going: awake, with its page at hand while the server is away, and up to date. */
import { stayAwake } from "../ready-board/awake.js";
import { keepLastBoard } from "../last-board.js";
import { watchVersion } from "./reload.js";

export function stayOn(connection, laidOut, board) {
  stayAwake();
  keepLastBoard(connection, board);
  watchVersion(connection, laidOut);
  // Only over https or on the machine itself; elsewhere, the page that is open has all that it needs.
  navigator.serviceWorker?.register("/service-worker.js").then(handShell, () => {});
}

/** Name what this page is made of: it was loaded before the worker could see it. */
async function handShell() {
  const { active } = await navigator.serviceWorker.ready;
  const files = performance.getEntriesByType("resource").map(({ name }) => name);
  active.postMessage({ shell: [location.origin + location.pathname, ...files] });
}
