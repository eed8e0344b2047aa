// The agenda by keyboard and by dragging: both press the form that stands at the entry anyway.
"use strict";

(() => {
const list = document.querySelector("[data-agenda]");
if (!list) return;
const entries = () => [...list.querySelectorAll("[data-entry]")];
let dragged = null;

function place(entry, position) {
  const form = entry.querySelector("input[name=position]").form;
  form.elements.position.value = String(position);
  form.requestSubmit(form.querySelector("button[value=place]"));
}

for (const entry of entries()) {
  entry.tabIndex = 0;
  entry.draggable = true;
  entry.addEventListener("keydown", (event) => {
    if (!event.altKey || event.target !== entry) return;
    const button = { ArrowUp: "[data-up]", ArrowDown: "[data-down]" }[event.key];
    if (!button) return;
    event.preventDefault();
    entry.querySelector(button).click();
  });
  entry.addEventListener("dragstart", (event) => {
    dragged = entry;
    event.dataTransfer.effectAllowed = "move";
    entry.classList.add("is-dragged");
  });
  entry.addEventListener("dragend", () => { entry.classList.remove("is-dragged"); dragged = null; });
  entry.addEventListener("dragover", (event) => { if (dragged) event.preventDefault(); });
  entry.addEventListener("drop", (event) => {
    if (!dragged || dragged === entry) return;
    event.preventDefault();
    place(dragged, entries().indexOf(entry) + 1);
  });
  for (const field of entry.querySelectorAll("input")) {
    field.addEventListener("focus", () => { entry.draggable = false; });
    field.addEventListener("blur", () => { entry.draggable = true; });
  }
}
})();
