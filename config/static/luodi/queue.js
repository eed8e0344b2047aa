// Queue: j and k move between claims, Enter opens. Plain links do the same without a script.
"use strict";

const links = [...document.querySelectorAll("[data-queue] td.main > a")];

function step(by) {
  const at = links.indexOf(document.activeElement);
  const next = at < 0 ? 0 : Math.min(Math.max(at + by, 0), links.length - 1);
  links[next].focus();
  links[next].scrollIntoView({ block: "nearest" });
}

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, textarea, select, [contenteditable]");
  if (typing || event.ctrlKey || event.metaKey || event.altKey || links.length === 0) return;
  if (event.key === "j") step(1);
  if (event.key === "k") step(-1);
});
