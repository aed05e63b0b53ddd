import { useState } from "preact/hooks";
import { t } from "/languages/language.js";
import { useChanges } from "../hooks.js";
import { html } from "../html.js";
import { sound } from "../sound.js";
import { settings, useSettings } from "./settings.js";
import { TOO_SOON_MS } from "./settled.js";

/**
 * Says, where nobody overlooks it, that the browser holds back every sound until somebody touches the
 * page. A touch of it is for nothing else: what lies below is out of sight. It moves nothing, and
 * stays a moment longer than the finger, or the click would be for what is there then.
 */
export function SoundHint() {
  useChanges(sound.changed);
  useSettings();
  const [touched, touch] = useState(false);
  if (!touched && (!sound.blocked || settings.now.volume === 0)) return null;
  const leave = () => touch(false);
  const take = (event) => {
    event.currentTarget.setPointerCapture(event.pointerId);
    touch(true);
  };
  return html`<p
    class="sound-hint"
    role="status"
    onPointerDown=${take}
    onPointerUp=${() => setTimeout(leave, TOO_SOON_MS)}
    onPointerCancel=${leave}
  >
    <span aria-hidden="true">♪</span> <b>${t("Touch anywhere for sound")}</b>
    <small>${t("Until then this screen makes none. A key does as well.")}</small>
  </p>`;
}
