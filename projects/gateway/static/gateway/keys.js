// <button data-copy="id">: copy the field to the clipboard, also where the page is not served over HTTPS.
"use strict";

function copyByHand(field) {
  field.focus();
  field.select();
  return document.execCommand("copy");
}

async function copy(field) {
  if (!navigator.clipboard) return copyByHand(field);
  try {
    await navigator.clipboard.writeText(field.value);
    return true;
  } catch {
    return copyByHand(field);
  }
}

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const field = document.getElementById(button.dataset.copy);
  const said = (await copy(field)) ? "已复制" : "请手工复制";
  button.querySelector("span").textContent = said;
  document.getElementById("copied").textContent = said;
});

// The whole secret is chosen with one click or by tabbing to it.
document.addEventListener("focusin", (event) => {
  if (event.target.matches(".secret input")) event.target.select();
});
