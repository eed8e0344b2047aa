// Meeting mode: one slide at a time, keys, clocks, and the decisions under the slide they belong to.
"use strict";

(() => {
const byId = (id) => document.getElementById(id);
const slides = [...document.querySelectorAll("[data-slide]")];
const steps = [...document.querySelectorAll(".step")];
const last = slides.length - 1;
const clerk = byId("clerk");
const help = byId("help-box");
const LABELS = { pending: "待议", discussed: "已议", unfinished: "续议" };
let now = 0;

function go(number, { keep = true } = {}) {
  now = Math.min(Math.max(number, 0), last);
  slides.forEach((slide, place) => { slide.hidden = place !== now; });
  steps.forEach((step, place) => (place === now ? step.setAttribute("aria-current", "true") : step.removeAttribute("aria-current")));
  steps[now].scrollIntoView({ block: "nearest", inline: "nearest" });
  byId("content").scrollTop = 0;
  if (keep) roomStore.write("slide", now);
  document.dispatchEvent(new CustomEvent("room:shown", { detail: now }));
  tick(0);
}

document.addEventListener("click", (event) => {
  const target = event.target.closest("[data-go]");
  if (target) go(Number(target.dataset.go));
});
document.addEventListener("room:go", (event) => { go(event.detail); openClerk(true); });

// Keys. Typing is typing: only Escape works inside a field.
const KEYS = {
  ArrowRight: () => go(now + 1),
  ArrowLeft: () => go(now - 1),
  PageDown: () => go(now + 1),
  PageUp: () => go(now - 1),
  Home: () => go(0),
  End: () => go(last),
  f: fullscreen,
  d: () => openClerk(clerk ? clerk.hidden : false),
  p: pause,
  y: () => mark("discussed"),
  n: () => mark("unfinished"),
  "?": () => help.showModal(),
  "？": () => help.showModal(),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || help.open) return;
  if (event.key === "Escape" && clerk && !clerk.hidden) return openClerk(false);
  if (event.target.closest("input, textarea, select")) return;
  const act = KEYS[event.key] || KEYS[event.key.toLowerCase()];
  if (!act) return;
  event.preventDefault();
  act();
});

function fullscreen() {
  if (document.fullscreenElement) document.exitFullscreen();
  else if (document.documentElement.requestFullscreen) document.documentElement.requestFullscreen().catch(() => {});
}

function openClerk(open) {
  if (!clerk) return;
  clerk.hidden = !open;
  byId("open-clerk").setAttribute("aria-expanded", String(open));
  if (open) byId("clerk-text").focus();
  else byId("open-clerk").focus();
}

function mark(state) {
  if (clerk) document.dispatchEvent(new CustomEvent("room:mark", { detail: state }));
}

byId("fullscreen").addEventListener("click", fullscreen);
byId("help").addEventListener("click", () => help.showModal());
byId("pause").addEventListener("click", pause);
if (clerk) {
  byId("open-clerk").addEventListener("click", () => openClerk(clerk.hidden));
  byId("close-clerk").addEventListener("click", () => openClerk(false));
}

// Clocks: seconds per entry, kept in the browser; they run while a project is on the wall.
const spent = roomStore.read("spent", {});
let runs = roomStore.read("runs", true);

function pause() {
  runs = !runs;
  roomStore.write("runs", runs);
  showPause();
}

function showPause() {
  const button = byId("pause");
  button.setAttribute("aria-pressed", String(!runs));
  button.querySelector("i").className = `ti ti-player-${runs ? "pause" : "play"}`;
}

function minutes(seconds) {
  const whole = Math.floor(seconds);
  const parts = [Math.floor(whole / 60) % 60, whole % 60];
  if (whole >= 3600) parts.unshift(Math.floor(whole / 3600));
  return parts.map((part) => String(part).padStart(2, "0")).join(":");
}

function tick(seconds) {
  const entry = roomSetup.entries[now - 1];
  if (entry && runs) spent[entry.id] = (spent[entry.id] || 0) + seconds;
  const total = Object.values(spent).reduce((sum, one) => sum + one, 0);
  const agreed = roomSetup.entries.reduce((sum, one) => sum + one.minutes, 0);
  byId("clock-entry").hidden = !entry;
  if (entry) {
    byId("spent-entry").textContent = minutes(spent[entry.id] || 0);
    byId("agreed-entry").textContent = entry.minutes;
    byId("clock-entry").classList.toggle("is-over", (spent[entry.id] || 0) > entry.minutes * 60);
  }
  byId("spent-total").textContent = minutes(total);
  byId("agreed-total").textContent = agreed;
  byId("clock-total").classList.toggle("is-over", agreed > 0 && total > agreed * 60);
}

let before = Date.now();
window.setInterval(() => {
  const after = Date.now();
  tick(Math.min((after - before) / 1000, 5)); // a computer that slept did not sit in the meeting
  before = after;
  roomStore.write("spent", spent);
}, 1000);

document.addEventListener("change", (event) => {
  const field = event.target.closest("[data-minutes]");
  if (!field) return;
  const entry = roomSetup.entries.find((one) => String(one.id) === field.dataset.minutes);
  const value = Number(field.value);
  if (!entry || !Number.isInteger(value) || value < 1 || value > 180) {
    field.value = entry ? entry.minutes : "";
    return;
  }
  entry.minutes = value;
  roomQueue.add(roomSetup.mark, { entry: entry.id, minutes: value }, { text: `${entry.name}：${value}分钟` }, `minutes ${entry.id}`);
  tick(0);
});

// Decisions: the polled list is put under its slide and on the last one; states colour the steps.
function distribute() {
  const rows = [...document.querySelectorAll("#decided li")];
  for (const list of document.querySelectorAll("[data-decided]")) {
    const mine = rows.filter((row) => row.dataset.entry === list.dataset.decided);
    list.replaceChildren(...(mine.length ? mine.map((row) => row.cloneNode(true)) : [nothing()]));
  }
  const groups = new Map();
  for (const row of rows) {
    const name = row.dataset.project || "其他事项";
    groups.set(name, [...(groups.get(name) || []), row.cloneNode(true)]);
  }
  byId("all-decided").replaceChildren(...(groups.size ? [...groups].flatMap(([name, items]) => group(name, items)) : [nothing("p")]));
}

function nothing(kind = "li") {
  const words = document.createElement(kind);
  words.className = "muted";
  words.textContent = "还没有议定事项";
  return words;
}

function group(name, items) {
  const heading = document.createElement("h3");
  const list = document.createElement("ul");
  heading.textContent = name;
  list.append(...items);
  return [heading, list];
}

function readStates() {
  const waiting = new Set(roomQueue.waiting().map((one) => one.slot));
  for (const mark of document.querySelectorAll("#decided [data-entry-state]")) {
    const entry = roomSetup.entries.find((one) => String(one.id) === mark.dataset.entryState);
    if (entry && !waiting.has(`state ${entry.id}`)) entry.state = mark.dataset.state;
  }
  showStates();
}

function showStates() {
  for (const entry of roomSetup.entries) {
    for (const element of document.querySelectorAll(`.step[data-entry="${entry.id}"], .plan li[data-entry="${entry.id}"]`)) {
      element.classList.toggle("is-discussed", entry.state === "discussed");
      element.classList.toggle("is-unfinished", entry.state === "unfinished");
      const words = element.querySelector("[data-state]");
      if (words) words.textContent = LABELS[entry.state] || "";
    }
  }
  const current = roomSetup.entries[now - 1];
  document.querySelectorAll("[data-mark]").forEach((button) => button.setAttribute("aria-pressed", String(Boolean(current) && current.state === button.dataset.mark)));
}

document.addEventListener("htmx:afterSwap", (event) => {
  if (event.target.id !== "decided") return;
  distribute();
  readStates();
});
document.addEventListener("room:state", showStates);
document.addEventListener("room:shown", showStates);
roomQueue.addEventListener("sent", () => window.htmx.trigger("#decided", "refresh"));

// One line says whether everything is safe.
function showSaved() {
  const line = byId("saved");
  if (!line) return;
  const waiting = roomQueue.waiting().length;
  const refused = roomQueue.refused().length;
  const words = [];
  if (waiting) words.push(`${roomQueue.trouble ? `${roomQueue.trouble}，` : ""}待发送 ${waiting} 条`);
  if (refused) words.push(`${refused} 条没有保存，请处理`);
  if (!roomStore.keeps && waiting) words.push("浏览器不能本地保存，请勿关闭本页");
  line.textContent = words.join("；") || "已保存";
  line.classList.toggle("is-waiting", waiting > 0 && !refused);
  line.classList.toggle("is-refused", refused > 0);
  if (refused && clerk && clerk.hidden) openClerk(true);
}
roomQueue.addEventListener("change", showSaved);

// Without a network this page cannot be loaded again: ask before it is left. The queue itself outlives it.
window.addEventListener("beforeunload", (event) => {
  if (!navigator.onLine || roomQueue.waiting().length) event.preventDefault();
});

showPause();
go(roomStore.read("slide", 0), { keep: false });
distribute();
readStates();
showSaved();
roomQueue.flush();
})();
