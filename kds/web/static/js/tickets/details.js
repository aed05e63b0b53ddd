/** What a dialog must know of an order before somebody is called: asked for when it is opened. */
import { useEffect, useState } from "preact/hooks";
import { t } from "/languages/language.js";
import { html } from "../html.js";
import { get } from "../office/api.js";

/** Shows `children(details)` once they are there; with a `version`, anew whenever that is another. */
export function WithDetails({ order_id, version, board, children }) {
  const [state, set] = useState({ details: null, problem: null });
  useEffect(() => {
    let isOvertaken = false;
    const from = board ? `?board=${encodeURIComponent(board)}` : "";
    get(`/api/v1/orders/${encodeURIComponent(order_id)}/calling${from}`).then(
      (details) => isOvertaken || set({ details, problem: null }),
      // What is shown already stays, with what somebody has typed; the server looks at its version.
      (problem) => isOvertaken || set((old) => ({ ...old, problem: problem.message })),
    );
    return () => (isOvertaken = true);
  }, [order_id, version]);
  if (state.details) return children(state.details);
  if (state.problem) return html`<p class="problem" role="alert">${state.problem}</p>`;
  return html`<p class="nothing">${t("Fetching …")}</p>`;
}
