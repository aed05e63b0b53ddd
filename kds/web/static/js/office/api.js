/** The back office's requests; a refusal becomes an Error with words for the person. */
import { t } from "/languages/language.js";

/** @returns {Promise<any>} what the server has at `path` */
export function get(path) {
  return request(path, {});
}

/** @returns {Promise<any>} the server's answer to `body`, under the conditions of `headers` */
export function post(path, body, headers = {}) {
  return request(path, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-KDS": "1", ...headers },
    body: JSON.stringify(body),
  });
}

async function request(path, options) {
  const answer = await fetch(path, { ...options, signal: AbortSignal.timeout(8000) }).catch(() => {
    throw new Error(t("The kitchen server does not answer. Is this screen on the network?"));
  });
  const body = await answer.json().catch(() => ({}));
  if (answer.ok) return body;
  if (answer.status === 401) location.reload();
  const problem = new Error(body.detail ?? t("The server refused it ({status}).", { status: answer.status }));
  throw Object.assign(problem, { path: body.problems?.[0]?.path });
}
