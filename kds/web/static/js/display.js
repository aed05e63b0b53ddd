/** The page of a paired display. */
import { render } from "preact";
import { t } from "/languages/language.js";
import { Connection } from "./connection.js";
import { cameFrom, moveBoard } from "./device.js";
import { html } from "./html.js";
import { LaidOut } from "./laid-out.js";
import { Presses } from "./presses.js";
import { stayOn } from "./screen/always-on.js";
import { ApprovalTicket } from "./screen/approval-ticket.js";
import { Calling } from "./screen/call.js";
import { PassTicket } from "./screen/pass-ticket.js";
import { Refusals } from "./screen/refusals.js";
import { Screen } from "./screen/screen.js";
import { settings } from "./screen/settings.js";
import { StationTicket } from "./screen/station-ticket.js";
import { showBoardsToTests } from "./seen.js";
import { sound } from "./sound.js";

const TICKETS = {
  pass: PassTicket,
  approvals: ApprovalTicket,
};
/** A display may be asked to show other boards besides its own. */
const Ticket = (props) => html`<${TICKETS[props.view.board] ?? StationTicket} ...${props} />`;

const { board, boardName, stations } = document.body.dataset;
const names = { ...JSON.parse(stations), pass: t("Pass"), approvals: t("Approvals") };
const nameOf = (name) => names[name] ?? name;
moveBoard(cameFrom(), board);
const connection = new Connection([board]);
connection.presses = new Presses(connection, board);
const screen = {
  connection,
  laidOut: new LaidOut(connection),
  nameOf,
  get many() {
    return connection.boards.size > 1;
  },
  get title() {
    const others = [...connection.boards.keys()].filter((name) => name !== board).map(nameOf);
    return [boardName || nameOf(board), ...others].join(" + ");
  },
};
showBoardsToTests(connection);
settings.follow(connection);
connection.countsOnly = () => settings.now.counts === "only";
settings.changed.add(() => connection.beat());
// Whether sounds may be heard is known before the first one is missed.
sound.prepare();
stayOn(connection, screen.laidOut, board);
render(
  html`<${Screen} screen=${screen} Ticket=${Ticket} />
    <${Calling} screen=${screen} />
    <${Refusals} screen=${screen} />`,
  prepared(document.getElementById("screen")),
);

function prepared(element) {
  element.replaceChildren();
  return element;
}
