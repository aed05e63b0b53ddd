/** What a dialog must know of an order before somebody is called: asked for when it is opened. */
import { useEffect, useState } from "preact/hooks";
import { t } from "/languages/language.js";
import { html } from "../html.js";
import { get } from "../office/api.js";

/** Shows `children(details)` once they are there. */
export function WithDetails({ order_id, board, children }) {
  const [state, set] = useState({ details: null, problem: null });
  useEffect(() => {
    const from = board ? `?board=${encodeURIComponent(board)}` : "";
    get(`/api/v1/orders/${encodeURIComponent(order_id)}/calling${from}`).then(
      (details) => set({ details, problem: null }),
      (problem) => set({ details: null, problem: problem.message }),
    );
  }, [order_id]);
  if (state.problem) return html`<p class="problem" role="alert">${state.problem}</p>`;
  if (!state.details) return html`<p class="nothing">${t("Fetching …")}</p>`;
  return children(state.details);
}
