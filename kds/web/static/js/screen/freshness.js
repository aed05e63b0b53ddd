import { useEffect } from "preact/hooks";
import { t } from "/languages/language.js";
import { freshness } from "../freshness.js";
import { useEvery } from "../hooks.js";
import { html } from "../html.js";
import { tenths } from "../times.js";
import { Steady } from "./steady.js";

/** How fresh the screen is; a stale one is marked on the whole page, in words and in pattern. */
export function Freshness({ connection }) {
  useEvery(250);
  const { state, words } = freshness(connection.link, performance.now());
  useEffect(() => {
    document.body.classList.toggle("stale", state === "stale");
    document.body.dataset.freshness = state;
  }, [state]);
  return html`<span class="freshness ${state}">${state === "stale" ? t("NOT LIVE") : html`<${Steady} text=${words} />`}</span>`;
}

/** The banner of a stale screen: since when, why, and what that means for who reads it. */
export function StaleBanner({ connection }) {
  useEvery(250);
  const { state, words } = freshness(connection.link, performance.now());
  if (state !== "stale") return null;
  const waiting = connection.presses?.told().length ?? 0;
  return html`<div class="stale-banner" role="alert">
    <strong>${words}</strong>
    <span>${t("What you see is old. New orders are missing. Ask the main till.")}</span>
    ${waiting > 0 &&
    html`<span class="waiting-count">
      ◷ ${waiting === 1 ? t("1 press waits for the server.") : t("{count} presses wait for the server.", { count: waiting })}
    </span>`}
  </div>`;
}

/** An empty board, provably: who was asked, and how long ago. */
export function EmptyBoard({ connection, loaded }) {
  useEvery(250);
  const { state, age_s } = freshness(connection.link, performance.now());
  if (state === "stale") return html`<p class="empty">${t("Not live: there may be orders.")}</p>`;
  if (state === "connecting" || !loaded) {
    return html`<p class="empty quiet">${t("Fetching orders …")}</p>`;
  }
  return html`<p class="empty">
    <span>${t("No orders.")}</span>
    <small>${t("Checked with the kitchen server {seconds} s ago", { seconds: tenths(age_s) })}</small>
  </p>`;
}
