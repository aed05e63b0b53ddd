/** Leave a page that this browser may no longer see, without ever blanking one that it may. */
const here = document.body.classList[0];
let asking = false;

/** Load the page anew if the server would now give another one: a pairing code, a sign-in. */
export async function leaveIfNotAllowed() {
  if (asking) return;
  asking = true;
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html", "X-KDS": "1" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (answer.status < 500 && page.body.classList[0] !== here) location.reload();
  } catch {
    // The server is away: the page stays, and says how old it is.
  } finally {
    asking = false;
  }
}
