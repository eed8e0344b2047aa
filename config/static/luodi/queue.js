// Queue: j, k and the arrows move between claims, Enter opens, a and r open with that intent. On a claim a and r lead to
// its buttons, n to the next one. Nothing is decided by a key alone, and plain links do the same without a script.
"use strict";

const links = [...document.querySelectorAll("[data-queue] td.main > a")];
const verdict = document.querySelector("[data-verdict]");

function step(by) {
  const at = links.indexOf(document.activeElement);
  const next = at < 0 ? 0 : Math.min(Math.max(at + by, 0), links.length - 1);
  links[next].focus();
  links[next].scrollIntoView({ block: "nearest" });
}

function inQueue(key) {
  if (key === "j" || key === "ArrowDown") step(1);
  else if (key === "k" || key === "ArrowUp") step(-1);
  else if (key === "a" || key === "r") {
    const row = document.activeElement.closest("[data-queue] tr");
    row?.querySelector(`[data-key="${key}"]`)?.click();
  } else return false;
  return true;
}

function onClaim(key) {
  if (key === "n") document.querySelector("[data-next]")?.click();
  if (!verdict) return key === "n";
  if (key === "a") verdict.querySelector('[value="approve"]').focus();
  else if (key === "r") {
    verdict.querySelector("details").open = true;
    verdict.querySelector("details input, textarea").focus();
  } else return key === "n";
  verdict.scrollIntoView({ block: "nearest" });
  return true;
}

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, textarea, select, [contenteditable]");
  if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (links.length > 0 ? inQueue(event.key) : onClaim(event.key)) event.preventDefault();
});

if (new URLSearchParams(location.search).get("do") === "return") onClaim("r");
