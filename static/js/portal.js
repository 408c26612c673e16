// Size of text and contrast change in place, so that nothing half-written is lost. Without this
// script the same buttons send their form (or the half-written one) and the page comes back.
document.addEventListener("submit", (event) => {
  const button = event.submitter;
  const switches = button?.closest("[data-switches]");
  if (!switches || !button.name || button.name === "django_language") return;
  event.preventDefault();
  const choice = new FormData(switches);
  choice.set(button.name, button.value);
  fetch(switches.action, { method: "POST", body: choice, redirect: "manual" });
  document.documentElement.dataset[button.name === "contrast" ? "contrast" : "textSize"] = button.value;
  if (button.name === "contrast") {
    button.setAttribute("aria-pressed", String(button.value === "high"));
    button.value = button.value === "high" ? "normal" : "high";
  } else {
    for (const other of switches.querySelectorAll("[name=text_size]")) {
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
