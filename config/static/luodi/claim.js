// Claim: shows which files were chosen, and marks in the checklist what will be uploaded with the claim.
"use strict";

function size(bytes) {
  return bytes < 1048576 ? `${Math.max(1, Math.round(bytes / 1024))} KB` : `${(bytes / 1048576).toFixed(1)} MB`;
}

document.addEventListener("change", (event) => {
  const input = event.target;
  if (input.type !== "file") return;
  const label = input.closest(".upload");
  const words = label.querySelector("[data-chosen]");
  words.dataset.before = words.dataset.before || words.textContent;
  const files = [...input.files];
  words.textContent = files.length
    ? `提交时上传：${files.map((file) => `${file.name}（${size(file.size)}）`).join("、")}`
    : words.dataset.before;
  label.classList.toggle("is-chosen", files.length > 0);
});

const refused = document.getElementById("refused");
if (refused) refused.focus();
