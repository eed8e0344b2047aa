// The list of units narrows while somebody types; what is ticked stays in sight.
(() => {
  "use strict";
  const search = document.querySelector("[data-merge-search]");
  if (!search) return;
  const rows = [...document.querySelectorAll(".merge-unit")];
  const narrow = () => {
    const words = search.value.trim().toLowerCase();
    for (const row of rows) {
      row.hidden = words !== "" && !row.dataset.words.toLowerCase().includes(words) && !row.querySelector("input").checked;
    }
  };
  search.addEventListener("input", narrow);
  search.addEventListener("keydown", (event) => { if (event.key === "Enter") event.preventDefault(); });
  narrow();
})();
