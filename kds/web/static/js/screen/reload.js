/** Loads the page anew: for a new version, or because a manager asks, and only on a calm board. */
const CALM_MS = 30_000;
const LOOK_EVERY_MS = 1000;
const MARK = "kds.reloaded for";

const own = document.body?.dataset.version ?? "";
let touchedAt = performance.now();
let wanted = null;
let isCalm = () => false;

/** Watch for hands, and for the versions that `connection` hears of. */
export function watchVersion(connection, laidOut) {
  isCalm = () =>
    performance.now() - touchedAt >= CALM_MS &&
    document.querySelector("dialog[open]") === null &&
    connection.presses.waiting.length === 0 &&
    connection.presses.refusals.length === 0 &&
    connection.socket.connected &&
    laidOut.isDone;
  for (const event of ["pointerdown", "pointermove", "keydown"]) {
    addEventListener(event, () => (touchedAt = performance.now()), { capture: true, passive: true });
  }
  connection.socket.on("tick", ({ version }) => heard(version));
}

/** Load the page anew as soon as nobody is at it and nothing is under way. */
export function reloadWhenCalm() {
  wanted ??= setInterval(() => {
    if (isCalm()) location.reload();
  }, LOOK_EVERY_MS);
}

function heard(version) {
  // Once for each version: a server that goes on giving out the old page is not asked for ever.
  if (!version || !own || version === own || remembered() === version) return;
  remember(version);
  reloadWhenCalm();
}

function remembered() {
  try {
    return sessionStorage.getItem(MARK);
  } catch {
    // Without a memory there could be a loop.
    return null;
  }
}

function remember(version) {
  try {
    sessionStorage.setItem(MARK, version);
  } catch {
    // The manager's button is left.
  }
}
