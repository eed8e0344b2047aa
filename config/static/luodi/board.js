// Board: a card dropped on a column does what the card's menu does there: open the claim, or say why not.
"use strict";

const board = document.querySelector("[data-board]");
const say = document.querySelector("[data-board-say]");
let lifted = null;

function tell(words) {
  say.textContent = words;
  say.hidden = false;
}

// The menu's own entry for a column; none for the column in which the card stands.
function entryOf(card, column) {
  return card.querySelector(`[data-move="${column.dataset.stage}"]`);
}

board.addEventListener("dragstart", (event) => {
  lifted = event.target.closest("[data-card]");
  if (!lifted) return;
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", lifted.querySelector("a").textContent);
  lifted.classList.add("is-lifted");
  say.hidden = true;
  for (const column of board.querySelectorAll("[data-stage]")) {
    const entry = entryOf(lifted, column);
    if (entry) column.classList.add(entry.href ? "may-drop" : "may-not-drop");
  }
});

board.addEventListener("dragover", (event) => {
  if (lifted && event.target.closest("[data-stage]")) event.preventDefault();
});

board.addEventListener("drop", (event) => {
  const column = event.target.closest("[data-stage]");
  if (!lifted || !column) return;
  event.preventDefault();
  const entry = entryOf(lifted, column);
  if (!entry) return;
  if (entry.href) window.location.assign(entry.href);
  else tell(entry.dataset.why);
});

board.addEventListener("dragend", () => {
  if (lifted) lifted.classList.remove("is-lifted");
  lifted = null;
  for (const column of board.querySelectorAll("[data-stage]")) column.classList.remove("may-drop", "may-not-drop");
});

board.addEventListener("click", (event) => {
  const entry = event.target.closest("[data-why]");
  if (!entry) return;
  const menu = entry.closest("details");
  menu.open = false;
  menu.querySelector("summary").focus();
  tell(entry.dataset.why);
});

// The chips above the strip follow what is in view on a phone, and bring a column into view without moving the page.
const chips = [...document.querySelectorAll(".board-tabs a")];

function mark(id) {
  for (const chip of chips) {
    if (chip.hash === `#${id}`) chip.setAttribute("aria-current", "true");
    else chip.removeAttribute("aria-current");
  }
}

const watcher = new IntersectionObserver(
  (entries) => entries.filter((entry) => entry.isIntersecting).forEach((entry) => mark(entry.target.id)),
  { root: board, threshold: 0.6 },
);

function watch() {
  board.querySelectorAll("[data-stage]").forEach((column) => watcher.observe(column));
}

watch();
document.addEventListener("htmx:afterSettle", watch); // a column with more cards is a new one

for (const chip of chips) {
  chip.addEventListener("click", (event) => {
    event.preventDefault();
    const column = document.querySelector(chip.hash);
    board.scrollTo({ left: column.offsetLeft - board.offsetLeft, behavior: "smooth" });
  });
}
