// The record on a phone: ask the device where it is; collect shots of the camera. Without scripts all is typed or chosen.
"use strict";

(() => {
const form = document.querySelector(".spot-record");
if (!form) return;

// Each shot joins the photos chosen before: a camera gives one at a time.
const shot = form.elements.shot;
const photos = form.elements.photos;
shot.addEventListener("change", () => {
  const kept = new DataTransfer();
  for (const file of [...photos.files, ...shot.files]) kept.items.add(file);
  photos.files = kept.files;
  shot.value = "";
  photos.dispatchEvent(new Event("change", { bubbles: true }));
});

const button = form.querySelector("[data-position]");
const status = form.querySelector("[data-position-status]");
if (!navigator.geolocation) return;
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
