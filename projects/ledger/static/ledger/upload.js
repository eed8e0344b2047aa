// Forms marked data-upload say what was chosen, and that it is on its way. They work without this too.
"use strict";

const MOST_FILES = 10;
const MOST_BYTES = 50 * 1024 * 1024;

function size(bytes) {
  return bytes < 1024 * 1024 ? `${Math.max(1, Math.round(bytes / 1024))} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

function chosen(form) {
  return [...form.querySelectorAll("input[type=file]")].flatMap((input) => [...input.files]);
}

function told(files) {
  const large = files.find((file) => file.size > MOST_BYTES);
  if (large) return `“${large.name}”超过 50 MB，请压缩或拆分。`;
  if (files.length > MOST_FILES) return `选了 ${files.length} 个文件，最多 ${MOST_FILES} 个，请减少。`;
  const total = files.reduce((sum, file) => sum + file.size, 0);
  return files.length ? `已选 ${files.length} 个文件，共 ${size(total)}` : "";
}

for (const form of document.querySelectorAll("form[data-upload]")) {
  const status = form.querySelector("[data-upload-status]");
  form.addEventListener("change", () => { status.textContent = told(chosen(form)); });
  form.addEventListener("submit", () => {
    const files = chosen(form);
    if (files.length) status.textContent = `正在上传：${told(files)}，请不要关闭页面……`;
  });
}
