/** Lets a test, or a person at the console, compare a screen with the server's snapshot. */
export function showBoardsToTests(connection) {
  window.kds = {
    /** @returns {[string, string, number][]} board, order and version of all that is shown */
    board: () =>
      [...connection.boards]
        .flatMap(([name, { tickets }]) =>
          [...tickets.values()].map((view) => /** @type {[string, string, number]} */ ([name, view.order_id, view.version])),
        )
        .sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)),
  };
}
