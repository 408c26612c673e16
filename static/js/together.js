// How many opinions of the list are ticked; once one is, what can be done with them stays in sight.
// Without this script it always does on a wide screen, and stands below the list on a phone.

const form = document.getElementById("together");
const boxes = form && [...form.elements].filter((field) => field.type === "checkbox");

function tell() {
  const ticked = boxes.filter((box) => box.name === "opinion" && box.checked).length;
  for (const line of document.querySelectorAll("[data-ticked]")) {
    line.querySelector("[data-count]").textContent = String(ticked);
    line.hidden = ticked === 0;
  }
  form.dataset.chosen = boxes.some((box) => box.checked) ? "some" : "none";
}

if (form) {
  for (const box of boxes) box.addEventListener("change", tell);
  addEventListener("pageshow", tell); // the browser ticks again what was ticked before
}
