// A long import goes on by itself: the next part is sent as soon as the page of the last one is there.
(() => {
  "use strict";
  const form = document.querySelector("form[data-go-on]");
  if (form) form.requestSubmit(form.querySelector("button"));
})();
