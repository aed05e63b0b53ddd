import { render } from "preact";
import { t } from "/languages/language.js";
import { act } from "../act.js";
import { Connection } from "../connection.js";
import { useChanges } from "../hooks.js";
import { html } from "../html.js";
import { Alarms } from "../screen/alarms.js";
import { Freshness, StaleBanner } from "../screen/freshness.js";
import { Toasts } from "../screen/toasts.js";
import { tellProblem } from "../problems.js";
import { showBoardsToTests } from "../seen.js";
import { toast } from "../toasts.js";
import { post } from "./api.js";
import { closeWhenLeft } from "./managers-menu.js";
import { OwedCount } from "./owed.js";

const names = {
  ...JSON.parse(document.body.dataset.stations),
  pass: t("Pass"),
  approvals: t("Approvals"),
  "ready-board": t("Ready board"),
};

/** What the lists of a back office page need. */
export const office = {
  connection: new Connection((document.body.dataset.boards ?? "office").split(" ")),
  names,
  nameOf: (name) => names[name] ?? name,
  command: (command, order_id, more) => act(office.connection, { command, order_id, ...more }),
};

/** Send `body` and say in words what came of it. @returns {Promise<boolean>} done */
export async function change(path, body, done, headers) {
  try {
    await post(path, body, headers);
    toast(done, "done");
    return true;
  } catch (problem) {
    tellProblem(problem.message, problem.path);
    return false;
  }
}

/** Show a back office page: alarms and freshness as on a display, and below them `Lists`. */
export function showPage(Lists) {
  showBoardsToTests(office.connection);
  /** @type {NodeListOf<HTMLAnchorElement>} */
  const links = document.querySelectorAll(".top nav a");
  for (const link of links) {
    if (leadsHere(link.pathname)) link.setAttribute("aria-current", "page");
  }
  closeWhenLeft();
  render(html`<${OwedCount} />`, at("refunds-owed"));
  render(html`<${Freshness} connection=${office.connection} />`, at("freshness"));
  render(html`<${Page} Lists=${Lists} />`, at("main"));
}

/** The page of one order stands below that of all; every page stands below `/manager`. */
function leadsHere(path) {
  if (path === location.pathname) return true;
  return path !== "/manager" && location.pathname.startsWith(`${path}/`);
}

function Page({ Lists }) {
  useChanges(office.connection.changed);
  return html`<${StaleBanner} connection=${office.connection} />
    <${Alarms} alarms=${office.connection.alarms} />
    <div class="office"><${Lists} /></div>
    <${Toasts} />`;
}

function at(id) {
  const element = document.getElementById(id);
  element.replaceChildren();
  return element;
}
