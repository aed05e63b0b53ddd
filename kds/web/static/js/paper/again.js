import { useState } from "preact/hooks";
import { t } from "/languages/language.js";
import { html } from "../html.js";
import { office } from "../office/page.js";
import { usePolled } from "../office/poll.js";
import { Press } from "../screen/press.js";
import { toast } from "../toasts.js";
import { pictureOf, SheetDialog } from "./sheet.js";
import { KINDS, looks, standing } from "./words.js";

/** One sheet: how it looks, how it stands, and for a person the way to print it once more. */
export function OneSheet({ sheet, again, onClose }) {
  const { kind, number, state, printer_name } = sheet;
  const title = t("{kind} of {number}", { kind: KINDS[kind], number });
  return html`<${SheetDialog} title=${title} src=${pictureOf(sheet)} onClose=${onClose}>
    <p class="told">
      <span class="word ${looks(state)}">${standing(sheet)}</span> ${printer_name}
    </p>
    ${sheet.may_print_again && html`<${PrintAgain} sheet=${sheet} again=${again} onClose=${onClose} />`}
  <//>`;
}

/** Asks on which printer; what may be on paper already comes out as a copy, and says so before. */
function PrintAgain({ sheet, again, onClose }) {
  const printers = usePolled("/api/v1/printers", 4000).value?.printers ?? [];
  const [chosen, choose] = useState(null);
  const printer = chosen ?? (printers.some((one) => one.printer === sheet.printer) ? sheet.printer : printers[0]?.printer);
  const give = async () => {
    if (!printer || !(await office.command("PrintAgain", sheet.order_id, { print_id: sheet.print_id, printer }))) return;
    toast(t("The sheet of {number} is printed again.", { number: sheet.number }), "done");
    onClose();
    await again();
  };
  if (printers.length === 0) return html`<p class="nothing">${t("There is no printer in the settings.")}</p>`;
  return html`${sheet.begun_at && html`<p class="told">${t("It may be on paper already: the new one says COPY.")}</p>`}
    <footer class="confirm">
      <label>${t("Printer")}
        <select onChange=${(event) => choose(event.target.value)}>
          ${printers.map((one) => html`<option key=${one.printer} value=${one.printer} selected=${one.printer === printer}>${one.name}</option>`)}
        </select>
      </label>
      <${Press} class="main-button" asleep=${!printer} onPress=${give}>${t("Print again")}<//>
    </footer>`;
}
