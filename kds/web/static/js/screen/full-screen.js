import { t } from "/languages/language.js";
import { html } from "../html.js";

/** Fills the whole screen with the page, by one press; the way back is Escape, or the same press. */
export function FullScreen() {
  const root = document.documentElement;
  if (!root.requestFullscreen || matchMedia("(display-mode: fullscreen)").matches) return null;
  const press = () => {
    const done = document.fullscreenElement ? document.exitFullscreen() : root.requestFullscreen();
    done.catch(() => {});
  };
  return html`<button type="button" class="full-screen" aria-label=${t("Full screen")} onClick=${press}>
    <svg viewBox="0 0 24 24" aria-hidden="true"><path d="M3 9V3h6M15 3h6v6M21 15v6h-6M9 21H3v-6" /></svg>
  </button>`;
}
