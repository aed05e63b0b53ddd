/** Asks the kitchen for something about an order, and tells the person what was refused. */
import { t } from "/languages/language.js";
import { askOnce, commandId } from "./ask-once.js";
import { tellProblem } from "./problems.js";

/**
 * Send a command and tell the person when it was refused. A display keeps the presses of cooks
 * until the kitchen answers; such a press is shown on its ticket, and is not done yet.
 * @param {() => void} [whenDone] told once the kitchen has done it, also when the press had to wait
 * @returns {Promise<boolean>} done
 */
export async function act(connection, command, whenDone = () => {}) {
  const payload = { ...command, command_id: commandId() };
  const { presses } = connection;
  if (presses?.keeps(command.command)) {
    const answer = await presses.press(payload, connection.viewOf(payload), whenDone);
    if (answer !== null) return told(answer);
    // On a ticket it is shown; a dialog that stays open must say it too.
    if (document.querySelector("dialog[open]")) {
      tellProblem(t("No answer yet: the press is kept, and sent when the server is back."));
    }
    return false;
  }
  const answer = await askOnce(connection, "act", payload);
  if (answer === null) {
    tellProblem(t("The kitchen server did not answer. Press again when the screen is live."));
    return false;
  }
  const done = told(answer);
  if (done) whenDone();
  return done;
}

function told(answer) {
  if (answer.result === "refused") tellProblem(answer.reason ?? t("The kitchen refused this."), answer.path);
  return answer.result !== "refused";
}
