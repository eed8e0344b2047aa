// 统计: copying the words of a bulletin. Without scripts the text is selected by hand; the button is hidden then.
"use strict";

for (const button of document.querySelectorAll("[data-copy-from]")) {
  button.hidden = !navigator.clipboard;
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-copy-from]");
  if (!button || !navigator.clipboard) return;
  const text = document.getElementById(button.dataset.copyFrom);
  const words = button.querySelector("span");
  navigator.clipboard.writeText(text.value).then(
    () => { words.textContent = button.dataset.copied; },
    () => { text.focus(); text.select(); },
  );
});
