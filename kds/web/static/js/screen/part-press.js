/** The buttons of one part, the same on a station's ticket and at the pass. */
import { t } from "/languages/language.js";
import { html } from "../html.js";
import { mainPress } from "./main-press.js";
import { Press } from "./press.js";
import { useLastChange, useSettled } from "./settled.js";
import { linesOf, working } from "./working.js";

/**
 * The large button: *Ready*, *Course 1 ready* while others wait, *Fire* on hold.
 * @param {{view: any, screen: any, station: string, held: boolean, name?: string, asleep?: boolean}}
 *   props `name` of the station, where the ticket has several: it stands beside, and is read out
 */
export function MainPress({ view, screen, station, held, name, asleep = false }) {
  const main = mainPress(linesOf(view, station), { held, next_course: view.next_course });
  // Nobody can have read a change that comes under the finger, and *Ready* says *Seen* as well.
  const changed = useLastChange(view);
  const settled = useSettled(`${main.does} ${"course" in main ? main.course : ""} ${changed}`) && !asleep;
  const work = working(view, screen);
  const number = html`<small>${view.number}</small>`;
  const label = (words) => name && `${words} ${view.number} ${name}`;
  if (main.does === "wait") {
    return html`<${Press} class="course-waits" asleep>✓ ${t("Course {course} waits", { course: main.course })}<//>`;
  }
  if (main.does === "fire") {
    return html`<${Press}
      class="ready fire"
      does="main"
      asleep=${!settled}
      onPress=${() => work.fire(station)}
      label=${label(t("Fire"))}
    >
      ▶ ${t("Fire")} ${number}
    <//>`;
  }
  if (main.does === "course") {
    return html`<${Press}
      class="ready"
      does="main"
      asleep=${!settled}
      onPress=${() => work.strike(station, main.line_ids, true)}
      label=${label(t("Course {course} ready", { course: main.course }))}
    >
      ✓ ${t("Course {course} ready", { course: main.course })} ${number}
    <//>`;
  }
  return html`<${Press}
    class="ready"
    does="main"
    asleep=${!settled}
    onPress=${() => work.ready(station)}
    label=${label(t("Ready")) ?? t("Ready {number}", { number: view.number })}
  >
    ✓ ${t("Ready")} ${number}
  <//>`;
}

/** Has the next course made, at every station; it never stands where the large button stands. */
export function FireCoursePress({ view, screen }) {
  const course = view.next_course;
  const settled = useSettled(course);
  if (course == null) return null;
  return html`<${Press}
    class="fire-course"
    does="fire_course"
    asleep=${!settled}
    onPress=${() => working(view, screen).fireCourse(course)}
  >
    ▶ ${t("Fire course {course}", { course })} <small>${view.number}</small>
  <//>`;
}
