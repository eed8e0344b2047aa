// The clerk's panel: what is typed is kept as it is typed, goes into the queue, and comes back when it was refused.
"use strict";

(() => {
const panel = document.getElementById("clerk");
if (!panel) return;
const byId = (id) => document.getElementById(id);
const form = byId("clerk-form");
const fields = { text: byId("clerk-text"), lead: byId("clerk-lead"), officer: byId("clerk-officer"), counting: byId("clerk-counting"), days: byId("clerk-days"), on: byId("clerk-on") };
const joint = byId("clerk-joint");
const chips = byId("clerk-chips");
const error = byId("clerk-error");
let slide = 0;
let chosen = []; // labels of co-operating units

function fill(list, rows) {
  for (const row of rows) list.append(new Option("", row.label));
}
fill(byId("clerk-units"), roomSetup.units);
fill(byId("clerk-people"), roomSetup.officers);

// A label as listed, or a part of exactly one label.
function find(rows, text) {
  const typed = text.trim();
  if (!typed) return null;
  const exact = rows.find((row) => row.label.trim() === typed);
  if (exact) return exact;
  const like = rows.filter((row) => row.label.includes(typed));
  return like.length === 1 ? like[0] : null;
}

const entry = () => roomSetup.entries[slide - 1] || null;
const draftName = () => `draft ${entry() ? entry().id : "other"}`;

function typed() {
  const values = Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, field.value]));
  return { ...values, joint: chosen, half: joint.value };
}

function put(values) {
  for (const [name, field] of Object.entries(fields)) field.value = values[name] ?? "";
  chosen = values.joint || [];
  joint.value = values.half || "";
  showDue();
  showChips();
}

function blank() {
  return { text: "", lead: entry() ? entry().unit : "", officer: "", counting: "working", days: "5", on: "", joint: [] };
}

function keepDraft() {
  roomStore.write(draftName(), typed());
}

function showDue() {
  const byDate = fields.counting.value === "date";
  fields.on.hidden = !byDate;
  fields.days.hidden = byDate;
}

function showChips() {
  chips.replaceChildren(...chosen.map((label) => {
    const item = document.createElement("li");
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = `${label} ×`;
    button.setAttribute("aria-label", `去掉配合单位${label}`);
    button.addEventListener("click", () => { chosen = chosen.filter((one) => one !== label); showChips(); keepDraft(); joint.focus(); });
    item.append(button);
    return item;
  }));
}

function addJoint() {
  const unit = find(roomSetup.units, joint.value);
  if (!unit) return false;
  if (!chosen.includes(unit.label)) chosen = [...chosen, unit.label];
  joint.value = "";
  showChips();
  keepDraft();
  return true;
}

function complain(sentence, field) {
  error.textContent = sentence;
  error.hidden = !sentence;
  if (sentence && field) field.focus();
}

// The body of the record, or nothing when something is missing here already.
function read() {
  if (joint.value.trim() && !addJoint()) return complain("没有这个配合单位，请从列表里选。", joint);
  const lead = find(roomSetup.units, fields.lead.value);
  const officer = find(roomSetup.officers, fields.officer.value);
  const byDate = fields.counting.value === "date";
  if (!fields.text.value.trim()) return complain("请写下议定了什么。", fields.text);
  if (!lead) return complain("请从列表里选牵头单位。", fields.lead);
  if (fields.officer.value.trim() && !officer) return complain("没有这位责任人，请从列表里选，或留空。", fields.officer);
  if (byDate && !fields.on.value) return complain("请填写完成日期。", fields.on);
  if (!byDate && !/^[1-9]\d{0,2}$/.test(fields.days.value)) return complain("请填写天数。", fields.days);
  if (chosen.includes(lead.label)) return complain("配合单位里不用再选牵头单位。", joint);
  return {
    key: newKey(),
    entry: entry() ? entry().id : null,
    text: fields.text.value.trim(),
    lead: lead.id,
    joint: chosen.map((label) => find(roomSetup.units, label).id),
    officer: officer ? officer.id : "",
    on: byDate ? fields.on.value : "",
    days: byDate ? "" : Number(fields.days.value),
    counting: byDate ? "" : fields.counting.value,
  };
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const body = read();
  if (!body) return;
  complain("");
  roomQueue.add(roomSetup.send, body, { text: body.text, typed: typed(), slide });
  put(blank());
  keepDraft();
  fields.text.focus();
});

form.addEventListener("input", () => { complain(""); keepDraft(); });
fields.counting.addEventListener("change", () => { showDue(); keepDraft(); });
joint.addEventListener("change", addJoint);
joint.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && addJoint()) event.preventDefault();
});
form.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
});

for (const button of panel.querySelectorAll("[data-mark]")) {
  button.addEventListener("click", () => mark(button.dataset.mark));
}

function mark(state) {
  const one = entry();
  if (!one) return;
  one.state = state;
  roomQueue.add(roomSetup.mark, { entry: one.id, state }, { text: `${one.name}：${state === "discussed" ? "已议" : "续议"}` }, `state ${one.id}`);
  document.dispatchEvent(new Event("room:state"));
}

// The queue as the clerk sees it: what waits, and what was refused with the words it was typed in.
function showQueue() {
  byId("clerk-queue").replaceChildren(...roomQueue.all().map(row));
}

function row(one) {
  const item = document.createElement("li");
  item.className = one.refused ? "is-refused" : "";
  const words = document.createElement("b");
  words.textContent = one.label.text;
  item.append(words);
  if (!one.refused) {
    item.append(small("　待发送"));
    return item;
  }
  const why = document.createElement("p");
  why.textContent = `没有保存：${one.refused}`;
  item.append(why);
  if (one.label.typed) item.append(choice("修改后重发", () => takeBack(one)));
  item.append(choice("放弃", () => { if (window.confirm(`放弃这条记录？\n${one.label.text}`)) roomQueue.drop(one.key); }));
  return item;
}

function small(text) {
  const words = document.createElement("small");
  words.textContent = text;
  return words;
}

function choice(label, act) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "room-button";
  button.textContent = label;
  button.addEventListener("click", act);
  return button;
}

// Into the form again; what stood there half typed goes below, so that neither is lost.
function takeBack(one) {
  document.dispatchEvent(new CustomEvent("room:go", { detail: one.label.slide }));
  const half = fields.text.value.trim();
  put({ ...one.label.typed, text: half ? `${one.label.typed.text}\n${half}` : one.label.typed.text });
  keepDraft();
  roomQueue.drop(one.key);
  fields.text.focus();
}

document.addEventListener("room:shown", (event) => {
  slide = event.detail;
  byId("clerk-about").textContent = entry() ? `第${slide}项　${entry().name}` : "不涉及具体项目";
  panel.querySelector(".clerk-marks").hidden = !entry();
  put({ ...blank(), ...roomStore.read(draftName(), {}) });
  complain("");
});
document.addEventListener("room:mark", (event) => mark(event.detail));
roomQueue.addEventListener("change", showQueue);
showQueue();
})();
