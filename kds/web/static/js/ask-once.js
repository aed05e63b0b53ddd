/** Asks the server once, however often it must be tried: a lost answer is asked for again under the same id. */
const TRIES = 4;
const ANSWER_WITHIN_MS = 2500;
const AGAIN_AFTER_MS = 500;

/** @returns {Promise<any>} the answer, or null: nobody knows whether it was done */
export async function askOnce(connection, event, payload) {
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const answer = await connection.ask(event, payload, ANSWER_WITHIN_MS).catch(() => null);
    if (answer?.result) return answer;
    await new Promise((resolve) => setTimeout(resolve, AGAIN_AFTER_MS));
  }
  return null;
}

/** @returns {string} 128 random bits; `crypto.randomUUID` is missing on pages without HTTPS */
export function commandId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
