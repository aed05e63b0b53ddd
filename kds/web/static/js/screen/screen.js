import { useEffect, useMemo, useState } from "preact/hooks";
import { inOrder, recentlyReady, time } from "../board.js";
import { useChanges, useSame } from "../hooks.js";
import { html } from "../html.js";
import { AllDay } from "./all-day.js";
import { Alarms } from "./alarms.js";
import { useDepartures } from "./departures.js";
import { Figures } from "./figures.js";
import { EmptyBoard, StaleBanner } from "./freshness.js";
import { Header } from "./header.js";
import { Help } from "./help.js";
import { Identify } from "./identify.js";
import { chooseUnseen, listenToKeys } from "./keys.js";
import { LearnKeys } from "./learn-keys.js";
import { useNews } from "./news.js";
import { Options } from "./options.js";
import { useOverdue } from "./overdue.js";
import { Pager } from "./pager.js";
import { Pages } from "./pages.js";
import { PauseBanner } from "./pause.js";
import { RecallList } from "./recall.js";
import { reloadWhenCalm } from "./reload.js";
import { returnToFirst } from "./return-to-first.js";
import { settings, useSettings } from "./settings.js";
import { SettingsDialog } from "./settings-dialog.js";
import { SoundHint } from "./sound-hint.js";
import { listenToSwipes } from "./swipe.js";
import { Tickets } from "./tickets.js";
import { Toasts } from "./toasts.js";
import { unseenStations } from "./unseen.js";

/** Boards on which it is said what did not reach the kitchen, whatever else a screen shows. */
const ALARMED = new Set(["pass", "approvals"]);

/** A whole display: head, tickets, what does not fit, and what was made recently. */
export function Screen({ screen, Ticket }) {
  const { connection } = screen;
  const names = [...connection.boards.keys()];
  const alarmed = names.some((name) => ALARMED.has(name));
  const canRecall = names.some((name) => name !== "approvals");
  useChanges(connection.changed);
  const { counts } = useSettings();
  const [pages] = useState(() => new Pages());
  const [recalling, recall] = useState(false);
  const [helping, help] = useState(false);
  const [choosing, choose] = useState(false);
  const [setting, set] = useState(false);
  const [learning, learn] = useState(false);
  useEffect(() => screen.laidOut.afterPaint());
  useEffect(() => {
    const turn = (by) => pages.turn(by);
    const noSwipes = listenToSwipes(turn);
    const noReturn = returnToFirst(pages);
    const noKeys = listenToKeys({
      screen,
      recall: () => canRecall && recall(true),
      help: () => help(true),
      options: () => choose(true),
      settings: () => set(true),
      counts: () => toggleCounts(),
      turn,
      show: (index) => pages.turnToTicket(index),
    });
    return () => {
      noSwipes();
      noReturn();
      noKeys();
    };
  }, [canRecall]);

  const boards = [...connection.boards.values()];
  const views = useSame(sorted(boards.flatMap(inOrder)));
  const recent = useSame(boards.flatMap(recentlyReady));
  const loaded = boards.every((board) => board.cursor !== null);
  useNews(views, loaded);
  useOverdue(views);
  const gone = useDepartures(views);
  const shown = useSame(sorted([...views, ...[...gone.values()].map(({ view }) => view)]));
  const countsOnly = counts === "only";
  const hasPages = shown.length > 0 && !countsOnly;
  const open = views.length;
  const unseen = views.filter((view) => unseenStations(view).length > 0).length;
  // What an event does not change is not made again for it: most events change one ticket.
  const header = useMemo(
    () =>
      html`<${Header}
        screen=${screen}
        open=${open}
        unseen=${unseen}
        onUnseen=${() => chooseUnseen((index) => pages.turnToTicket(index))}
        pages=${hasPages ? pages : null}
        onRecall=${canRecall && (() => recall(true))}
        onOptions=${() => choose(true)}
      />`,
    [screen.title, open, unseen, hasPages, canRecall, connection.kitchen],
  );
  const kitchen = useMemo(
    () => html`<${Figures} connection=${connection} /><${PauseBanner} connection=${connection} />`,
    [screen.title, connection.kitchen],
  );
  const pager = useMemo(() => html`<${Pager} pages=${pages} />`, []);
  const always = useMemo(
    () => html`<${Identify} connection=${connection} reload=${reloadWhenCalm} /><${Toasts} /><${SoundHint} />`,
    [],
  );
  return html`${header} ${kitchen}
    <${StaleBanner} connection=${connection} />
    ${alarmed && html`<${Alarms} alarms=${connection.alarms} />`}
    <main class="kitchen-floor">
      ${!(countsOnly && loaded) &&
      html`<div class="board">
        ${hasPages
          ? html`<${Tickets}
              shown=${shown}
              gone=${gone}
              recent=${recent}
              pages=${pages}
              screen=${screen}
              Ticket=${Ticket}
            />`
          : html`<${EmptyBoard}
              connection=${connection}
              loaded=${loaded}
            />`}
      </div>`}
      ${counts !== "off" && loaded && html`<${AllDay} views=${views} whole=${countsOnly} />`}
    </main>
    ${hasPages && pager}
    ${recalling &&
    html`<${RecallList} views=${recent} screen=${screen} onClose=${() => recall(false)} />`}
    ${choosing &&
    html`<${Options} presses=${connection.presses} onHelp=${() => help(true)} onSettings=${() => set(true)}
      onLearn=${() => learn(true)} onClose=${() => choose(false)} />`}
    ${helping && html`<${Help} onClose=${() => help(false)} />`}
    ${learning && html`<${LearnKeys} onClose=${() => learn(false)} />`}
    ${setting && html`<${SettingsDialog} onClose=${() => set(false)} />`}
    ${always}`;
}

/**
 * Count beside the tickets, or no more: by a key, so that no hand must leave the bar. A screen that was
 * chosen for counts alone stays one: by its settings only.
 */
function toggleCounts() {
  if (settings.now.counts === "only") return;
  settings.save({ counts: settings.now.counts === "off" ? "column" : "off" });
}

function sorted(views) {
  return views.sort(
    (a, b) =>
      Number(b.priority ?? false) - Number(a.priority ?? false) ||
      time(a.since) - time(b.since) ||
      // Two boards may have a part of one order each, and neither moves when the other leaves.
      (a.order_id + a.board < b.order_id + b.board ? -1 : 1),
  );
}
