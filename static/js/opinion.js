// The opinion form without this script asks all its questions at once and is complete. With it, it
// asks one question a screen, counts the letters that are left, offers only the tasks of the chosen
// group, and asks pupils for no contact.

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

// --- One question a screen ---

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

function askOneByOne(form) {
  const steps = [...form.querySelectorAll("[data-step]")];
  const stepper = form.querySelector("[data-stepper]");
  const bars = [...stepper.querySelectorAll("span")];
  const next = form.querySelector("[data-next]");
  const back = form.querySelector("[data-back]");
  let place = 0;

  function show(number) {
    place = Math.min(Math.max(number, 0), steps.length - 1);
    const isLast = place === steps.length - 1;
    steps.forEach((step, at) => { step.hidden = at !== place; });
    bars.forEach((bar, at) => bar.classList.toggle("is-done", at <= place));
    // the page that shows what will be sent is the last question
    stepper.querySelector("p").textContent = stepper.dataset.words
      .replace("{}", numbers.format(place + 1)).replace("{}", numbers.format(bars.length));
    form.querySelector("h1").classList.toggle("visually-hidden", place > 0);
    for (const part of form.querySelectorAll("[data-first]")) part.hidden = place > 0;
    for (const part of form.querySelectorAll("[data-last]")) part.hidden = !isLast;
    next.hidden = isLast;
    back.hidden = place === 0;
  }

  function go(number) {
    show(number);
    const heading = steps[place].querySelector("legend, label");
    heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
    scrollTo({ top: 0, behavior: "instant" });
  }

  const isComplete = () => [...steps[place].querySelectorAll("[data-required]")].every(isAnswered);
  stepper.hidden = false;
  form.classList.add("one-by-one");
  next.addEventListener("click", () => {
    if (!isComplete()) return;
    // the phone's own "back" leads to the question before, not away from the form
    history.pushState({ step: place + 1 }, "");
    go(place + 1);
  });
  form.addEventListener("submit", (event) => {
    if (!isComplete()) event.preventDefault();
  });
  back.addEventListener("click", () => history.back());
  addEventListener("popstate", (event) => go(event.state?.step ?? 0));
  show(history.state?.step ?? 0);
}

left.hidden = false;
text.addEventListener("input", count);
document.addEventListener("change", settle);
// the browser puts typed answers back after "back" without telling anybody
addEventListener("pageshow", settle);
settle();
const form = document.querySelector("form[data-one-by-one]");
if (form) askOneByOne(form);
errors?.focus();
