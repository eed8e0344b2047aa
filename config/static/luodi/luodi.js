// Small helpers; every page works without them. No inline handlers, no eval: strict CSP.
"use strict";

// Menus made of <details class="menu">: one open at a time; Escape or a click elsewhere closes.
function closeMenus(except) {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (menu !== except) menu.open = false;
  }
}

document.addEventListener("click", (event) => closeMenus(event.target.closest("details.menu")));

// "/" or Ctrl K jumps to the search box.
function wantsSearch(event) {
  const typing = event.target.closest("input, textarea, select, [contenteditable]");
  return (event.key === "/" && !typing) || (event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey));
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    const open = document.querySelector("details.menu[open]");
    closeMenus(null);
    if (open) open.querySelector("summary").focus();
  }
  const box = document.querySelector("[data-search]");
  if (box && wantsSearch(event)) {
    event.preventDefault();
    box.focus();
    box.select();
  }
});

// Forms marked data-guard ask before typed words are left behind.
const typed = new WeakSet();

document.addEventListener("input", (event) => {
  const form = event.target.closest("form[data-guard]");
  if (form) typed.add(form);
});

// A form is sent once: its buttons rest while the answer is on its way.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.confirm && !window.confirm(form.dataset.confirm)) {
    event.preventDefault();
    return;
  }
  typed.delete(form);
  if (form.method === "post" && !event.defaultPrevented) {
    window.setTimeout(() => form.querySelectorAll("button[type=submit], button:not([type])").forEach((button) => { button.disabled = true; }), 0);
  }
});

window.addEventListener("pageshow", () => {
  document.querySelectorAll("form[method=post] button:disabled").forEach((button) => { button.disabled = false; });
});

window.addEventListener("beforeunload", (event) => {
  if ([...document.querySelectorAll("form[data-guard]")].some((form) => typed.has(form))) event.preventDefault();
});

// <select data-submit>, <input data-submit>: send the form at once (a button does it without scripts).
document.addEventListener("change", (event) => {
  if (event.target.matches("[data-submit]")) event.target.form.requestSubmit();
});

// <button data-print>: the print dialogue.
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
});

// htmx: show refusals (4xx) in place instead of dropping them.
document.addEventListener("htmx:beforeSwap", (event) => {
  if ([403, 404, 409, 412, 422].includes(event.detail.xhr.status)) event.detail.shouldSwap = true;
});

// Filters: empty fields stay out of the address, with htmx and without.
function dropBlanks(data) {
  for (const [name, value] of [...data.entries()]) {
    if (value === "") data.delete(name);
  }
}

document.addEventListener("formdata", (event) => {
  if (event.target.method === "get") dropBlanks(event.formData);
});

document.addEventListener("htmx:configRequest", (event) => {
  if (event.detail.verb === "get") dropBlanks(event.detail.formData);
});

// <details open data-phone-fold>: folded at first on a phone, where it would fill the screen.
if (window.matchMedia("(max-width: 767.98px)").matches) {
  document.querySelectorAll("details[data-phone-fold]").forEach((fold) => { fold.open = false; });
}
