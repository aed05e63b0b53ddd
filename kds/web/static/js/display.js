/** The page of a paired display. */
import { render } from "preact";
import { t } from "/languages/language.js";
import { Connection } from "./connection.js";
import { html } from "./html.js";
import { LaidOut } from "./laid-out.js";
import { ApprovalTicket } from "./screen/approval-ticket.js";
import { Calling } from "./screen/call.js";
import { PassTicket } from "./screen/pass-ticket.js";
import { Screen } from "./screen/screen.js";
import { StationTicket } from "./screen/station-ticket.js";
import { showBoardsToTests } from "./seen.js";

const KINDS = {
  pass: { Ticket: PassTicket, alarmed: true, canRecall: true },
  approvals: { Ticket: ApprovalTicket, alarmed: true, canRecall: false },
};
const STATION = { Ticket: StationTicket, alarmed: false, canRecall: true };
/** A display of pass or approvals may be asked to show stations as well. */
const BY_BOARD = (props) => {
  const { Ticket } = KINDS[props.view.board] ?? STATION;
  return html`<${Ticket} ...${props} />`;
};

const { board, boardName, stations } = document.body.dataset;
const names = { ...JSON.parse(stations), pass: t("Pass"), approvals: t("Approvals") };
const nameOf = (name) => names[name] ?? name;
const connection = new Connection([board]);
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
const { alarmed, canRecall } = KINDS[board] ?? STATION;
render(
  html`<${Screen} screen=${screen} Ticket=${BY_BOARD} alarmed=${alarmed} canRecall=${canRecall} />
    <${Calling} screen=${screen} />`,
  prepared(document.getElementById("screen")),
);

function prepared(element) {
  element.replaceChildren();
  return element;
}
