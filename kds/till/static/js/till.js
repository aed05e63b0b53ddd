/** The till's page: sign in, take orders, see where each one is and do what is to be done. */
import { t } from "/languages/language.js";
import { ask, SIGNED_OUT } from "./ask.js";
import { showAlarms } from "./alarms.js";
import { forgetAttempts } from "./attempts.js";
import { closeDialogs } from "./dialogs/dialog.js";
import { forgetDraft } from "./entry/draft.js";
import { endEntry, showEntry } from "./entry/new-order.js";
import { followLink } from "./link.js";
import { useCurrency } from "./money.js";
import { forgetAll } from "./orders/known.js";
import { clearFilter } from "./orders/list.js";
import { onHeard, refresh, stop } from "./poll.js";
import { useTill } from "./settled.js";
import { startSigningIn } from "./signing.js";
import { useZone } from "./times.js";
import { startViews } from "./views.js";

const STALE_AFTER_MS = 8000;
const at = (id) => document.getElementById(id);

let heardAt = 0;

function show(state) {
  heardAt = Date.now();
  useTill(state);
  useCurrency(state.currency);
  useZone(state.time_zone);
  at("sign-in-place").hidden = true;
  at("till-place").hidden = false;
  at("sign-out").hidden = !state.who;
  at("title").textContent = [state.name, t("till {letter}", { letter: state.till }), state.who]
    .filter(Boolean)
    .join(" · ");
  document.title = t("Till {letter}", { letter: state.till });
  showAlarms(state);
  followLink(showEntry());
  freshness();
}

function signedOut() {
  stop();
  heardAt = 0;
  closeDialogs();
  endEntry();
  forgetAll();
  clearFilter();
  showAlarms(null);
  at("till-place").hidden = true;
  at("sign-out").hidden = true;
  at("freshness").textContent = "";
  at("sign-in-place").hidden = false;
  /** @type {any} */ (at("sign-in")).elements.name.focus();
}

/** A page that hears nothing must not look as if all were well. */
function freshness() {
  if (!heardAt) return;
  const age = Date.now() - heardAt;
  const stale = age > STALE_AFTER_MS;
  at("freshness").classList.toggle("stale", stale);
  at("freshness").textContent = stale
    ? t("The till does not answer since {seconds} s. What is shown is old.", {
        seconds: Math.round(age / 1000),
      })
    : t("up to date");
}

at("sign-out").addEventListener("click", async () => {
  await ask("POST", "/sign-out", {}).catch(() => null);
  forgetDraft();
  forgetAttempts();
  signedOut();
});
addEventListener(SIGNED_OUT, signedOut);
addEventListener("hashchange", () => heardAt && followLink());

startSigningIn(at("sign-in"), refresh);
startViews();
onHeard(show);
setInterval(freshness, 1000);
refresh();
