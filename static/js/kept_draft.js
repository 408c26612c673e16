// A draft for another day. Kept only when somebody presses for it, in this browser alone, without
// contact and files; offered as a date, shown only when asked for (docs/adr/0008).

const KEPT_FOR = 7 * 24 * 60 * 60 * 1000;
const NAME = "opinion draft";
const NOT_KEPT = ["csrfmiddlewaretoken", "email", "phone", "attachments", "attached", "entry"];

const form = document.getElementById("typed");
const offer = document.querySelector("[data-draft-offer]");
const box = document.querySelector("[data-draft-keep]");
const said = box.querySelector("[role=status]");
const remove = box.querySelector("[data-draft-delete]");
const days = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "medium" });

/** What this browser keeps beyond the tab; null where it is forbidden. */
function device() {
  try {
    return localStorage;
  } catch {
    return null;
  }
}

function draft() {
  const found = JSON.parse(device()?.getItem(NAME) ?? "null");
  if (!found || Date.now() - found.at < KEPT_FOR) return found;
  device().removeItem(NAME);
  return null;
}

function save() {
  const typed = Object.entries(Object.fromEntries(new FormData(form)));
  const answers = Object.fromEntries(typed.filter(([name]) => !NOT_KEPT.includes(name)));
  const at = Date.now();
  try {
    localStorage.setItem(NAME, JSON.stringify({ answers, at }));
  } catch {
    said.textContent = said.dataset.failed;
    return;
  }
  offer.hidden = true;
  remove.hidden = false;
  said.textContent = said.dataset.kept.replace("{}", days.format(at + KEPT_FOR));
}

function forget() {
  device()?.removeItem(NAME);
  offer.hidden = true;
  remove.hidden = true;
  said.textContent = said.dataset.deleted;
}

function open() {
  const found = draft();
  offer.hidden = true;
  remove.hidden = false;
  if (found) form.dispatchEvent(new CustomEvent("fill-in", { detail: found.answers }));
}

/** There is something to keep. */
function settle() {
  box.hidden = !device() || form.elements.text.value.trim() === "";
}

const found = draft();
remove.hidden = !found;
// not beside what has come back with its own words, nor beside the draft itself
if (found && form.elements.text.value.trim() === "") {
  const words = offer.querySelector("[data-words]");
  words.textContent = words.dataset.words.replace("{}", days.format(found.at));
  offer.hidden = false;
}
box.querySelector("[data-draft-save]").addEventListener("click", save);
offer.querySelector("[data-draft-open]").addEventListener("click", open);
for (const button of document.querySelectorAll("[data-draft-delete]")) button.addEventListener("click", forget);
form.addEventListener("input", settle);
form.addEventListener("fill-in", settle);
settle();
