// Drafts: what is typed into form[data-draft] is kept on the server and offered again. Without scripts nothing breaks.
"use strict";

(() => {
const PAUSE = 5000;
const NEVER_KEPT = /csrf|password|secret|token/i;
const KEPT_HIDDEN = /^initial-|-initial-|-(TOTAL|INITIAL)_FORMS$/;

function isKept(control) {
  if (!control.name || NEVER_KEPT.test(control.name)) return false;
  if (["password", "file", "submit", "button", "image", "reset"].includes(control.type)) return false;
  return control.type !== "hidden" || KEPT_HIDDEN.test(control.name);
}

function fieldsOf(form) {
  const fields = {};
  for (const control of form.elements) {
    if (!isKept(control)) continue;
    const values = (fields[control.name] = fields[control.name] || []);
    if (["checkbox", "radio"].includes(control.type)) {
      if (control.checked) values.push(control.value);
    } else if (control.multiple) {
      values.push(...[...control.selectedOptions].map((option) => option.value));
    } else {
      values.push(control.value);
    }
  }
  return fields;
}

// Hidden originals move with the stored thing; whether somebody typed is a matter of what he sees.
function typedText(fields) {
  const seen = Object.entries(fields).filter(([name]) => !KEPT_HIDDEN.test(name));
  return JSON.stringify(seen.filter(([, values]) => values.some((value) => value !== "")).sort());
}

// A row that was added while typing: the last one of its kind is copied until the name exists.
function addRow(form, name) {
  const parts = /^(.+)-(\d+)-(.+)$/.exec(name);
  if (!parts || Number(parts[2]) === 0 || KEPT_HIDDEN.test(name)) return;
  const [, prefix, number, field] = parts;
  const before = form.elements[`${prefix}-${number - 1}-${field}`];
  const row = before && before.closest && before.closest("[data-row], .investor-row, tr");
  if (!row) return;
  const copy = row.cloneNode(true);
  const from = `${prefix}-${number - 1}-`;
  for (const one of [copy, ...copy.querySelectorAll("*")]) {
    for (const attribute of ["name", "id", "for"]) {
      if (one.hasAttribute(attribute)) one.setAttribute(attribute, one.getAttribute(attribute).replace(from, `${prefix}-${number}-`));
    }
    if ("value" in one && one.tagName === "INPUT" && !["checkbox", "radio"].includes(one.type)) one.value = "";
  }
  row.after(copy);
}

function put(control, values, index) {
  if (["checkbox", "radio"].includes(control.type)) {
    control.checked = values.includes(control.value);
  } else if (control.multiple) {
    for (const option of control.options) option.selected = values.includes(option.value);
  } else if (index < values.length) {
    control.value = values[index];
  }
}

function restore(form, draft) {
  for (const name of Object.keys(draft.fields)) {
    if (!form.elements[name]) addRow(form, name);
  }
  const seen = {};
  for (const control of form.elements) {
    if (!isKept(control) || !(control.name in draft.fields)) continue;
    const index = (seen[control.name] = (seen[control.name] ?? -1) + 1);
    put(control, draft.fields[control.name], index);
  }
  const version = form.elements.version;
  if (version && draft.version !== null) version.value = draft.version;
  form.dispatchEvent(new Event("input", { bubbles: true }));
}

class DraftForm {
  constructor(form) {
    this.form = form;
    this.key = `${window.location.pathname}|${form.dataset.draft}`;
    this.timer = 0;
    this.dirty = false;
    this.waits = true;
    this.sent = false;
    this.running = null;
  }

  async begin() {
    if (this.wasRefused()) {
      this.waits = false;
      this.touch();
      return;
    }
    const draft = await this.ask();
    if (draft && typedText(draft.fields) !== typedText(fieldsOf(this.form))) {
      this.offer(draft);
    } else {
      this.waits = false;
      if (this.dirty) this.touch();
    }
  }

  // Sent from this window and shown again: the page holds what was typed, and more of it than the last draft.
  wasRefused() {
    const sent = window.sessionStorage.getItem(`draft ${this.key}`) !== null;
    window.sessionStorage.removeItem(`draft ${this.key}`);
    return sent && "posted" in document.body.dataset;
  }

  async ask() {
    try {
      const answer = await fetch(`/drafts/mine/?key=${encodeURIComponent(this.key)}`, { headers: { Accept: "application/json" } });
      return answer.ok && !answer.redirected ? (await answer.json()).draft : null;
    } catch {
      return null;
    }
  }

  offer(draft) {
    const banner = document.createElement("div");
    banner.className = "alert alert-info d-flex flex-wrap align-items-center gap-2 d-print-none";
    banner.setAttribute("role", "status");
    const words = document.createElement("span");
    const current = this.form.elements.version ? Number(this.form.elements.version.value) : null;
    const moved = draft.version !== null && current !== null && draft.version !== current;
    words.textContent = `您在 ${draft.saved} 填写的内容没有保存${moved ? "；此后这里的内容有更新，恢复后保存时会请您逐项核对" : ""}。`;
    banner.append(words, this.choice("恢复", "btn btn-sm btn-primary", () => restore(this.form, draft), banner),
      this.choice("丢弃", "btn btn-sm", () => this.discard(), banner));
    this.form.before(banner);
    this.banner = banner;
  }

  choice(label, style, act, banner) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = style;
    button.textContent = label;
    button.addEventListener("click", () => {
      this.waits = false;
      banner.remove();
      act();
      const field = this.form.querySelector("input:not([type=hidden]), select, textarea");
      if (field) field.focus();
    });
    return button;
  }

  // Somebody typed. A draft still on offer is not overwritten before the choice is made.
  touch() {
    this.dirty = true;
    this.sent = false;
    if (this.waits) {
      if (this.banner) this.say("先选择“恢复”或“丢弃”，之后填写的内容才会自动存为草稿。");
      return;
    }
    if (!this.timer) this.timer = window.setTimeout(() => this.save(), PAUSE);
  }

  async save({ leaving = false } = {}) {
    window.clearTimeout(this.timer);
    this.timer = 0;
    if (!this.dirty || this.waits || this.sent) return;
    if (this.running && !leaving) {
      this.timer = window.setTimeout(() => this.save(), PAUSE);
      return;
    }
    this.dirty = false;
    if (this.abort) this.abort.abort();
    this.abort = new AbortController();
    this.running = this.post("/drafts/mine/", { key: this.key, version: this.version(), fields: fieldsOf(this.form) }, leaving);
    const mine = this.running;
    await mine;
    if (this.running === mine) this.running = this.abort = null;
  }

  version() {
    const control = this.form.elements.version;
    return control && /^\d{1,9}$/.test(control.value) ? Number(control.value) : null;
  }

  async post(address, body, leaving) {
    const token = this.form.querySelector("[name=csrfmiddlewaretoken]");
    try {
      const answer = await fetch(address, {
        method: "POST",
        keepalive: leaving,
        signal: this.abort ? this.abort.signal : null,
        headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": token ? token.value : "" },
        body: JSON.stringify(body),
      });
      if (answer.redirected || answer.status === 403) this.say("登录已结束，草稿没有保存：请在另一个窗口登录后继续填写。");
      else if (answer.ok) this.saved(await answer.json());
      else this.refused(answer.status, await answer.json());
    } catch (refused) {
      if (refused.name === "AbortError") return;
      this.dirty = true;
      this.say("网络中断，草稿暂未保存，恢复后自动重试。");
      this.touch();
    }
  }

  saved(said) {
    this.say(said.saved ? `草稿已自动保存 ${said.saved}` : "");
  }

  refused(status, said) {
    this.say(said.detail || "草稿没有保存。");
    if (status === 429) this.touch();
  }

  discard() {
    this.say("");
    this.dirty = false;
    return this.post("/drafts/discard/", { key: this.key }, false);
  }

  say(words) {
    if (!this.note) {
      this.note = document.createElement("small");
      this.note.className = "muted align-self-center d-print-none";
      (this.form.querySelector(".sticky-actions") || this.form).append(this.note);
    }
    this.note.textContent = words;
  }
}

const draftForms = [...document.querySelectorAll("form[data-draft]")].map((form) => new DraftForm(form));
const draftOf = (target) => draftForms.find((one) => one.form === target.closest("form"));

for (const kind of ["input", "change"]) {
  document.addEventListener(kind, (event) => {
    const one = event.target.closest && draftOf(event.target);
    if (one) one.touch();
  });
}

// A save on its way arrives before the form does: else it would outlive the form it belongs to. Capture: before luodi.js.
document.addEventListener("submit", (event) => {
  const one = draftOf(event.target);
  if (!one) return;
  window.clearTimeout(one.timer);
  one.timer = 0;
  if (!one.running) {
    one.sent = true;
    window.sessionStorage.setItem(`draft ${one.key}`, "");
    return;
  }
  event.preventDefault();
  event.stopImmediatePropagation();
  const submitter = event.submitter;
  one.running.then(() => one.form.requestSubmit(submitter));
}, true);

// Whoever refuses the question "really?" goes on typing.
document.addEventListener("submit", (event) => {
  const one = draftOf(event.target);
  if (one && event.defaultPrevented && one.form.dataset.confirm && one.dirty) one.touch();
});

window.addEventListener("pageshow", (event) => {
  if (event.persisted) draftForms.forEach((one) => { one.sent = false; });
});
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden") draftForms.forEach((one) => one.save({ leaving: true }));
});
window.addEventListener("pagehide", () => draftForms.forEach((one) => one.save({ leaving: true })));

draftForms.forEach((one) => one.begin());
})();
