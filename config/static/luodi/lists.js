// 项目台账: ticks and their count, columns up and down, copying the link, "/" to the page's own search box.
"use strict";

function ticks() {
  return [...document.querySelectorAll("input.tick")];
}

function count() {
  const all = ticks();
  const number = all.filter((tick) => tick.checked).length;
  const words = document.querySelector("[data-ticked-count]");
  if (words) words.textContent = number ? ` ${number} 个` : "";
  const button = document.querySelector("[data-ticked]");
  if (button) button.disabled = number === 0;
  const whole = document.querySelector("[data-tick-all]");
  if (whole) {
    whole.checked = all.length > 0 && number === all.length;
    whole.indeterminate = number > 0 && number < all.length;
  }
}

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-tick-all]")) ticks().forEach((tick) => { tick.checked = event.target.checked; });
  if (event.target.matches("[data-tick-all], input.tick")) count();
});

document.addEventListener("htmx:afterSettle", count);
window.addEventListener("pageshow", count);

// Columns: the arrow moves the line; the order of the lines is the order sent.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-columns] button[name=up]");
  if (!button) return;
  event.preventDefault();
  const line = button.closest("li");
  if (line.previousElementSibling) line.previousElementSibling.before(line);
  line.parentElement.querySelectorAll("button[name=up]").forEach((one) => { one.disabled = !one.closest("li").previousElementSibling; });
  button.focus();
});

// The link of this page: copied where the browser allows it, opened otherwise.
document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-copy]");
  if (!link || !navigator.clipboard) return;
  event.preventDefault();
  const words = link.querySelector("span");
  navigator.clipboard.writeText(link.href).then(
    () => { words.textContent = link.dataset.copied; },
    () => window.location.assign(link.href),
  );
});

// "/" goes to the search box of the list, which keeps the filters, before the one in the top bar, which does not.
document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, textarea, select, [contenteditable]");
  const box = document.querySelector("[data-own-search]");
  if (event.key !== "/" || typing || !box || box.offsetParent === null) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  box.focus();
  box.select();
}, true);

if (window.location.hash === "#columns") {
  const menu = document.getElementById("columns");
  if (menu) menu.open = true;
}

// Arrow keys move between ticks; space ticks.
document.addEventListener("keydown", (event) => {
  if (!event.target.matches("input.tick") || !["ArrowDown", "ArrowUp"].includes(event.key)) return;
  event.preventDefault();
  const all = ticks();
  const next = all[all.indexOf(event.target) + (event.key === "ArrowDown" ? 1 : -1)];
  if (next) next.focus();
});
