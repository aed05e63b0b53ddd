import { createContext } from "preact";
import { useContext, useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { t } from "/languages/language.js";
import { html } from "../html.js";
import { catchProblems } from "../problems.js";
import { TOO_SOON_MS } from "./settled.js";

const Problem = createContext(null);

/**
 * A window over the page; Escape and *Close* end it, the keyboard stays inside it. What is refused
 * while it is open is told in it: beside the field that is wrong, or else at its end. It takes no touch
 * in the first moment: the second tap of a bouncing finger was not meant for what opens under it.
 */
export function Dialog({ title, onClose, children }) {
  const element = useRef(null);
  const { problem, forget } = useProblem(element);
  const [isOpening, opening] = useState(true);
  // In the turn of the press that opens it: the next key is for the window.
  useLayoutEffect(() => element.current.showModal(), []);
  useEffect(() => {
    const timer = setTimeout(() => opening(false), TOO_SOON_MS);
    return () => clearTimeout(timer);
  }, []);
  return html`<dialog
    ref=${element}
    class="dialog ${isOpening ? "just-came" : ""}"
    aria-label=${title}
    onClose=${onClose}
    onInput=${forget}
  >
    <div class="dialog-head">
      <h2>${title}</h2>
      <button type="button" class="close" onClick=${() => element.current.close()}>${t("Close")}</button>
    </div>
    <${Problem.Provider} value=${problem}>${children}<//>
    <div role="alert" data-problem-of="">
      ${problem && !problem.field && html`<p class="problem refused">⚠ ${problem.text}</p>`}
    </div>
  </dialog>`;
}

/** What is wrong with a field, where the person types; an input of the field has its `data-field`. */
export function FieldProblem({ of: field }) {
  const problem = useContext(Problem);
  return html`<span role="alert" data-problem-of=${field}>
    ${problem?.field === field && html`<span class="problem">⚠ ${problem.text}</span>`}
  </span>`;
}

/** The refusal that the dialog shows, until somebody types; its field gets the keyboard. */
function useProblem(element) {
  const [problem, set] = useState(null);
  const find = (attribute, value) => element.current.querySelector(`[${attribute}="${CSS.escape(value)}"]`);
  useEffect(
    () => catchProblems(({ text, field }) => set({ text, field: field && find("data-problem-of", field) ? field : null })),
    [],
  );
  useEffect(() => {
    if (!problem) return;
    if (problem.field) find("data-field", problem.field)?.focus();
    else find("data-problem-of", "").scrollIntoView({ block: "nearest" });
  }, [problem]);
  return { problem, forget: () => set(null) };
}
