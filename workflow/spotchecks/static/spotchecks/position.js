// The button that asks the device where it is. Without a script, or refused, the numbers are typed or left empty.
"use strict";

(() => {
const button = document.querySelector("[data-position]");
if (!button || !navigator.geolocation) return;
const status = document.querySelector("[data-position-status]");
const form = button.form;
button.hidden = false;

function put(name, value) {
  form.elements[name].value = value;
  form.elements[name].dispatchEvent(new Event("input", { bubbles: true }));
}

button.addEventListener("click", () => {
  status.textContent = "正在定位……";
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => {
      put("latitude", coords.latitude.toFixed(6));
      put("longitude", coords.longitude.toFixed(6));
      put("accuracy_m", String(Math.round(coords.accuracy)));
      status.textContent = `已取得当前位置，精度约 ${Math.round(coords.accuracy)} 米`;
    },
    () => { status.textContent = "没有取得位置：可以手工填写，也可以不填。"; },
    { enableHighAccuracy: true, timeout: 20000, maximumAge: 60000 },
  );
});
})();
