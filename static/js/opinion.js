// The opinion form without this script asks all its questions at once and is complete. With it, it
// asks one question a screen on a phone and all on one page elsewhere, counts the letters that are
// left, offers only the tasks of the chosen group, asks pupils for no contact, and survives a reload.

const form = document.getElementById("typed");
const text = document.getElementById("id_text");
const left = document.querySelector("[data-left-of]");
const task = document.getElementById("id_task");
const taskGroups = [...task.querySelectorAll("optgroup")];
const who = document.getElementById("id_stakeholder_type");
const contact = document.getElementById("contact");
const errors = document.getElementById("errors");
const numbers = new Intl.NumberFormat(document.documentElement.lang);

// --- Letters left ---

/** Code points too many, as the office counts them; below nought there is room. */
const tooMany = () => [...text.value].length - Number(text.dataset.counter);

function lettersLeft() {
  const over = tooMany();
  const words = over > 0 ? left.dataset.over : left.dataset.left;
  return words.replace("{}", numbers.format(Math.abs(over)));
}

function count() {
  left.textContent = lettersLeft();
  left.classList.toggle("error-text", tooMany() > 0);
}

// --- Tasks of the chosen group, contact ---

/** Only the tasks of the chosen group; nothing to choose from while there is no group. */
function narrow() {
  const chosen = document.querySelector("[name=to]:checked");
  const name = chosen?.dataset.group;
  for (const group of taskGroups) {
    const fits = group.label === name;
    if (chosen && !fits && group.contains(task.selectedOptions[0])) task.value = "";
    if (fits) task.append(group);
    else if (chosen) group.remove();
  }
  task.closest(".field").hidden = !name && task.value === "";
}

function askForContact() {
  contact.hidden = who.value === "student";
}

function settle() {
  count();
  narrow();
  askForContact();
}

// --- What is missing ---

/** Say what is missing beside the question, as the server would; true where nothing is. */
function isAnswered(question) {
  const isChoice = question.matches("fieldset");
  const answer = isChoice ? question.querySelector(":checked") : question.value.trim();
  const isTooLong = question === text && tooMany() > 0;
  const field = question.closest(".field");
  field.querySelector(".error-text")?.remove();
  const isWrong = !answer || isTooLong;
  field.classList.toggle("field-error", isWrong);
  question.toggleAttribute("aria-invalid", isWrong);
  if (!isChoice) question.classList.toggle("is-invalid", isWrong);
  if (!isWrong) return true;
  const message = document.createElement("div");
  message.className = "error-text";
  message.id = `${field.id}_missing`;
  message.textContent = answer ? lettersLeft() : question.dataset.required;
  question.setAttribute("aria-describedby", message.id);
  if (isChoice) question.querySelector("legend").after(message);
  else question.before(message);
  (isChoice ? question.querySelector("input") : question).focus();
  return false;
}

// --- What was typed, kept in this tab until it is sent (docs/adr/0008) ---

const KEPT_FOR = 30 * 60 * 1000;
const arrival = performance.getEntriesByType("navigation")[0]?.type;
let place = 0;
let isKeeping = false;

/** The tab's own storage; null where the browser forbids it. */
function tab() {
  try {
    return sessionStorage;
  } catch {
    return null;
  }
}

function kept() {
  const found = JSON.parse(tab()?.getItem("opinion") ?? "null");
  if (!found || Date.now() - found.at < KEPT_FOR) return found;
  tab().removeItem("opinion");
  return null;
}

function keep() {
  const answers = Object.fromEntries(new FormData(form));
  delete answers.csrfmiddlewaretoken;
  delete answers.attachments; // they are with the form already, see files.js
  if (contact.hidden) Object.assign(answers, { email: "", phone: "" });
  try {
    tab()?.setItem("opinion", JSON.stringify({ answers, step: place, at: Date.now() }));
    isKeeping = Boolean(tab());
  } catch {
    // no room left in the storage: the form works without
  }
  offerToStartAgain();
}

function fill(answers) {
  for (const field of form.elements) {
    if (field.type === "radio") field.checked = field.value === answers[field.name];
    else if (field.matches("input:not([type=file]), select, textarea") && field.name !== "csrfmiddlewaretoken") {
      field.value = answers[field.name] ?? "";
    }
  }
  form.dispatchEvent(new Event("brought-back"));
}

/** The question that the page before sending leads back to. */
const toChange = document.getElementById(location.hash.slice(1));

/** Put back what this tab keeps; the step to begin with. */
function bringBack() {
  const found = kept();
  if (form.matches("[data-comes-back]")) {
    // the server brought it back; a reload, or "back" from the next page, then asks for it by GET
    if (tab()) history.replaceState(history.state, "", location.pathname);
    const asked = steps.findIndex((step) => step.contains(toChange));
    return asked < 0 ? (history.state?.step ?? found?.step ?? 0) : asked;
  }
  if (found) {
    const isNew = arrival === "navigate";
    const asked = isNew && document.querySelector("[name=to]:checked")?.value;
    const isAnotherGroup = asked && asked !== found.answers.to;
    // what a poster has filled in stands before what was typed earlier
    const came = form.elements;
    const poster = isNew && came.entry.value ? { entry: came.entry.value, place: came.place?.value } : {};
    fill({ ...found.answers, ...poster, ...(isAnotherGroup ? { to: asked, task: "" } : {}) });
    return isAnotherGroup ? 0 : (history.state?.step ?? found.step);
  }
  return tab() ? 0 : (history.state?.step ?? 0);
}

// --- One question a screen, on a phone ---

const phone = matchMedia("(max-width: 47.99em)");
const steps = [...form.querySelectorAll("[data-step]")];
const wrong = steps.flatMap((step, at) => (step.querySelector(".field-error") ? [at] : []));
const stepper = form.querySelector("[data-stepper]");
const bars = [...stepper.querySelectorAll("span")];
const next = form.querySelector("[data-next]");
const back = form.querySelector("[data-back]");
const again = form.querySelector("[data-again]");

const isLast = () => place === steps.length - 1;

/** Whether nothing is missing on the screen; the first that is gets the focus. */
function isComplete() {
  const shown = phone.matches ? steps[place] : form;
  const missing = [...shown.querySelectorAll("[data-required]")].filter((asked) => !isAnswered(asked));
  if (missing.length > 1) isAnswered(missing[0]);
  return missing.length === 0;
}

/** The first question without its answer: none behind it is shown, whatever the history says. */
function reached() {
  const isEmpty = (asked) => !(asked.matches("fieldset") ? asked.querySelector(":checked") : asked.value.trim());
  const at = steps.findIndex((step) => [...step.querySelectorAll("[data-required]")].some(isEmpty));
  return at < 0 ? steps.length - 1 : at;
}

function show(number) {
  place = Math.min(Math.max(number, 0), steps.length - 1);
  const isOne = phone.matches;
  form.classList.toggle("one-by-one", isOne);
  stepper.hidden = !isOne;
  steps.forEach((step, at) => { step.hidden = isOne && at !== place; });
  bars.forEach((bar, at) => bar.classList.toggle("is-done", at <= place));
  // the page that shows what will be sent is the last question
  stepper.querySelector("p").textContent = stepper.dataset.words
    .replace("{}", numbers.format(place + 1)).replace("{}", numbers.format(bars.length));
  form.querySelector("h1").classList.toggle("visually-hidden", isOne && place > 0);
  for (const part of form.querySelectorAll("[data-first]")) part.hidden = isOne && place > 0;
  for (const part of form.querySelectorAll("[data-last]")) part.hidden = isOne && !isLast();
  if (errors) errors.hidden = isOne && wrong.length > 0 && !wrong.includes(place);
  next.hidden = !isOne || isLast();
  back.hidden = !isOne || place === 0;
  if (isKeeping) keep();
  else offerToStartAgain();
}

function offerToStartAgain() {
  again.hidden = place === 0 && text.value === "";
}

function go(number) {
  show(number);
  if (!phone.matches) return;
  const heading = steps[place].querySelector("legend, label");
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
  scrollTo({ top: 0, behavior: "instant" });
}

/** Forward; the phone's own "back" then leads to the question before, not away from the form. */
function goOn() {
  if (!isComplete()) return;
  history.pushState({ step: place + 1, from: history.state?.from ?? place }, "");
  go(place + 1);
  keep();
}

function goBack() {
  if (place > (history.state?.from ?? place)) {
    history.back();
  } else {
    // the form came back at this question: the one before is not in the history
    history.replaceState({ step: place - 1, from: place - 1 }, "");
    go(place - 1);
  }
}

function startAgain() {
  if (!confirm(again.dataset.again)) return;
  tab()?.removeItem("opinion");
  isKeeping = false;
  location.replace(again.dataset.address);
}

/** To the question a link of the summary of errors names. */
function goTo(link) {
  const field = document.querySelector(link.getAttribute("href"));
  const step = steps.indexOf(field?.closest("[data-step]"));
  if (step < 0) return;
  if (phone.matches && step !== place) {
    history.pushState({ step, from: history.state?.from ?? place }, "");
    show(step);
  }
  field.scrollIntoView();
  (field.matches("input, select, textarea") ? field : field.querySelector("input")).focus();
}

form.addEventListener("submit", (event) => {
  if (!event.submitter?.closest("[data-switches] [name]")) {
    // Enter in an answer means "next" as long as there is one
    if (phone.matches && !isLast()) {
      event.preventDefault();
      goOn();
      return;
    }
    if (!isComplete()) event.preventDefault();
  }
  keep();
});
errors?.addEventListener("click", (event) => {
  const link = event.target.closest("a");
  if (!link) return;
  event.preventDefault();
  goTo(link);
});
// a phone that is turned, a window made narrow: at the question that is being answered
phone.addEventListener("change", () => {
  const at = steps.indexOf(document.activeElement?.closest("[data-step]"));
  show(Math.min(at < 0 ? place : at, reached()));
});
next.addEventListener("click", goOn);
back.addEventListener("click", goBack);
again.addEventListener("click", startAgain);
addEventListener("popstate", (event) => go(Math.min(event.state?.step ?? 0, reached())));
addEventListener("pageshow", (event) => {
  const found = kept();
  const isGone = isKeeping && found?.answers.key !== form.elements.key.value;
  if (event.persisted && isGone) {
    isKeeping = false;
    location.reload();
    return;
  }
  // the browser has just put back, without telling anybody, what it remembers: perhaps of a form
  // that is sent by now and not for the next person
  if (!event.persisted && arrival !== "navigate" && tab()) {
    if (isKeeping && found) fill(found.answers);
    else form.reset();
  }
  settle();
  if (wrong.length === 0) show(Math.min(place, reached()));
});
// a draft of another day is to be gone on with, see kept_draft.js
form.addEventListener("fill-in", (event) => {
  fill(event.detail);
  settle();
  go(reached());
  keep();
});
form.addEventListener("input", keep);
form.addEventListener("change", () => { settle(); keep(); });
text.addEventListener("input", count);

const first = bringBack();
left.hidden = false;
settle();
show(wrong[0] ?? Math.min(first, reached()));
if (form.matches("[data-comes-back]") || kept()) keep();
errors?.focus();
if (toChange && wrong.length === 0) {
  toChange.scrollIntoView();
  toChange.querySelector("input:checked, input:not([type=hidden]), select, textarea")?.focus({ preventScroll: true });
}
