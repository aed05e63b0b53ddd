import { useState } from "preact/hooks";
import { t } from "/languages/language.js";
import { html } from "../html.js";
import { Press } from "../screen/press.js";
import { change } from "./page.js";

export const PATH = "/api/v1/templates";

/** @returns {string} the address of something that is done with a template */
export function at(template, deed) {
  return `${PATH}/${encodeURIComponent(template.template_id)}/${deed}`;
}

/** Brings a template back as kds came with it. */
export function BringBack({ template, after }) {
  const { name } = template;
  const back = async () => {
    if (await change(at(template, "restore"), {}, t("{name} is as it was at first.", { name }))) await after();
  };
  return html`<${Press} onPress=${back}>${t("Bring back the first words")}<//>`;
}

/** Removes a template, if it is pressed twice; texts that were made of it stay. */
export function Remove({ template, after }) {
  const { name } = template;
  const [isSure, beSure] = useState(false);
  const remove = async () => {
    if (!isSure) beSure(true);
    else if (await change(at(template, "remove"), {}, t("{name} is removed.", { name }))) await after();
  };
  return html`<${Press} onPress=${remove}>${isSure ? t("Really remove the template") : t("Remove the template")}<//>`;
}
