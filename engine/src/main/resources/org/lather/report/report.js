"use strict";
const tip = document.getElementById("tip");
const light = (target, on) => {
  const row = target.closest("[data-row]");
  if (row) {
    for (const other of document.querySelectorAll(`[data-row="${row.dataset.row}"]`)) {
      other.classList.toggle("lit", on);
    }
  }
};
document.addEventListener("pointerover", event => light(event.target, true));
document.addEventListener("pointerout", event => light(event.target, false));
document.addEventListener("pointermove", event => {
  const point = event.target.closest("[data-t]");
  tip.style.display = point ? "block" : "none";
  if (point) {
    tip.textContent = point.dataset.t;
    const right = window.innerWidth - tip.offsetWidth - 8;
    const below = event.clientY + 16 + tip.offsetHeight > window.innerHeight;
    tip.style.left = Math.max(0, Math.min(event.clientX + 14, right)) + "px";
    tip.style.top = (below ? event.clientY - tip.offsetHeight - 10 : event.clientY + 16) + "px";
  }
});
