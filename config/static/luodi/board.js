// Board: dragging a card to the next column opens its claim page; any other column says why not. Links do it without.
"use strict";

const board = document.querySelector("[data-board]");
const say = document.querySelector("[data-board-say]");
let lifted = null;

function tell(words) {
  say.textContent = words;
  say.hidden = false;
}

function stageOf(element) {
  return Number(element.closest("[data-stage]").dataset.stage);
}

board.addEventListener("dragstart", (event) => {
  lifted = event.target.closest("[data-claim]");
  if (!lifted) return;
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", lifted.dataset.claim);
  lifted.classList.add("is-lifted");
  say.hidden = true;
  for (const column of board.querySelectorAll("[data-stage]")) {
    const distance = stageOf(column) - stageOf(lifted);
    if (distance === 1) column.classList.add("may-drop");
    else if (distance !== 0) column.classList.add("may-not-drop");
  }
});

board.addEventListener("dragover", (event) => {
  if (lifted && event.target.closest("[data-stage]")) event.preventDefault();
});

board.addEventListener("drop", (event) => {
  const column = event.target.closest("[data-stage]");
  if (!lifted || !column) return;
  event.preventDefault();
  const distance = stageOf(column) - stageOf(lifted);
  if (distance === 1) window.location.assign(lifted.dataset.claim);
  else if (distance > 1) tell(`阶段不能跳过：请先申报${lifted.dataset.next}，认定通过后再申报后面的节点。`);
  else if (distance < 0) tell("阶段不能往回拖：认定有误时，在项目档案中申报“撤销认定”。");
});

board.addEventListener("dragend", () => {
  if (lifted) lifted.classList.remove("is-lifted");
  lifted = null;
  for (const column of board.querySelectorAll("[data-stage]")) column.classList.remove("may-drop", "may-not-drop");
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
board.querySelectorAll("[data-stage]").forEach((column) => watcher.observe(column));

for (const chip of chips) {
  chip.addEventListener("click", (event) => {
    event.preventDefault();
    const column = document.querySelector(chip.hash);
    board.scrollTo({ left: column.offsetLeft - board.offsetLeft, behavior: "smooth" });
  });
}
