// Follows the printer, and asks it to have faults.
const EVERY_MS = 500;
const SHOWN = 20;
let version = -1;

const byId = (id) => document.getElementById(id);

function words(state) {
  const faults = state.faults.length ? state.faults.join(", ").replaceAll("-", " ") : "ready";
  const waits = state.buffered ? `, ${state.buffered} bytes wait` : "";
  const talks = state.connected ? ", connected" : "";
  return `Port ${state.port}: ${faults}${waits}${talks}. ${state.lines} lines, ${state.sheets} ${state.sheets === 1 ? "sheet" : "sheets"} cut.`;
}

// An image that is there already stays: a new one would be white until it has loaded.
function picture(id, source, name) {
  const image = byId(id) ?? document.createElement("img");
  image.id = id;
  image.alt = name;
  if (image.getAttribute("src") !== source) image.src = source;
  return image;
}

function show(state) {
  if (state.version === version) return;
  version = state.version;
  byId("state").textContent = words(state);
  byId("slot").classList.toggle("wrong", state.faults.length > 0);
  for (const button of document.querySelectorAll("#faults button")) {
    const { fault } = button.dataset;
    const isPlanned = state.planned.includes(fault);
    button.setAttribute("aria-pressed", isPlanned ? "mixed" : String(state.faults.includes(fault)));
  }
  showPaper(state);
}

function showPaper(state) {
  const sheets = [];
  if (state.amid) sheets.push(picture("amid", `/paper.svg?${state.version}`, "The sheet that is being printed"));
  const first = Math.max(state.first, state.sheets - SHOWN);
  for (let number = state.sheets - 1; number >= first; number -= 1) {
    sheets.push(picture(`sheet-${number}`, `/sheets/${number}.svg`, `Sheet ${number + 1}`));
  }
  if (sheets.length) byId("paper").replaceChildren(...sheets);
}

async function follow() {
  try {
    show(await (await fetch("/state")).json());
  } catch {
    byId("state").textContent = "The virtual printer does not answer: it was ended.";
    version = -1;
  }
  setTimeout(follow, EVERY_MS);
}

byId("faults").addEventListener("click", async (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  const on = button.getAttribute("aria-pressed") === "false";
  const wish = { fault: button.dataset.fault, on, after_lines: Number(byId("after").value) || 0 };
  const headers = { "Content-Type": "application/json" };
  const answer = await fetch("/fault", { method: "POST", headers, body: JSON.stringify(wish) });
  if (answer.ok) show(await answer.json());
});

follow();
