// Size of text and contrast change in place, so that nothing half-written is lost. Without this
// script the same buttons send their form and the page comes back.
document.addEventListener("submit", (event) => {
  const form = event.target;
  const button = event.submitter;
  if (!form.matches("[data-switches]") || !button || button.name === "django_language") return;
  event.preventDefault();
  const choice = new FormData(form);
  choice.set(button.name, button.value);
  fetch(form.action, { method: "POST", body: choice, redirect: "manual" });
  document.documentElement.dataset[button.name === "contrast" ? "contrast" : "textSize"] = button.value;
  if (button.name === "contrast") {
    button.setAttribute("aria-pressed", String(button.value === "high"));
    button.value = button.value === "high" ? "normal" : "high";
  } else {
    for (const other of form.querySelectorAll("[name=text_size]")) {
      other.setAttribute("aria-pressed", String(other === button));
    }
  }
});

// A menu closes when the reader goes elsewhere.
document.addEventListener("keydown", (event) => {
  const menu = document.querySelector("details.menu[open]");
  if (event.key === "Escape" && menu) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});
