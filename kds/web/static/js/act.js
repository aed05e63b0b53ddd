/** Asks the kitchen for something, once: a lost answer is asked for again under the same id. */
import { t } from "/languages/language.js";
import { toast } from "./toasts.js";

const TRIES = 4;

/** Send a command and tell the person when it was refused. @returns {Promise<boolean>} done */
export async function act(connection, command) {
  const payload = { ...command, command_id: commandId() };
  const answer = await answered(connection, payload);
  if (answer === null) {
    toast(t("The kitchen server did not answer. Press again when the screen is live."));
    return false;
  }
  if (answer.result === "refused") toast(answer.reason ?? t("The kitchen refused this."));
  return answer.result !== "refused";
}

async function answered(connection, payload) {
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    try {
      const answer = await connection.ask("act", payload, 2500);
      if (answer?.result) return answer;
    } catch {
      // No answer: it may have been done, so the same id is asked again.
    }
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  return null;
}

/** @returns {string} 128 random bits; `crypto.randomUUID` is missing on pages without HTTPS */
function commandId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
