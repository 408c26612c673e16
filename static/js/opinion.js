// The opinion form without this script asks all its questions at once and is complete. With it, it
// counts the letters that are left, offers only the tasks of the chosen group, and asks pupils for
// no contact.

const text = document.querySelector("textarea[data-counter]");
const left = document.querySelector("[data-left-of]");
const numbers = new Intl.NumberFormat(document.documentElement.lang);
let telling;

/** Code points that are left, as the office counts them. */
function count() {
  const over = [...text.value].length - Number(text.dataset.counter);
  const words = over > 0 ? left.dataset.over : left.dataset.left;
  left.textContent = words.replace("{}", numbers.format(Math.abs(over)));
  left.classList.toggle("error-text", over > 0);
}

if (text && left) {
  left.hidden = false;
  text.addEventListener("input", () => {
    // a screen reader need not hear every letter
    clearTimeout(telling);
    telling = setTimeout(count, 300);
  });
  count();
}

const task = document.getElementById("id_task");
const groups = task ? [...task.querySelectorAll("optgroup")] : [];

/** Only the tasks of the chosen group; none to choose from while there is no group. */
function narrow() {
  const chosen = document.querySelector("[name=to]:checked");
  const name = chosen?.dataset.group;
  task.closest(".field").hidden = !name && task.value === "";
  for (const group of groups) {
    const fits = group.label === name;
    if (!fits && group.contains(task.selectedOptions[0]) && chosen) task.value = "";
    if (fits) task.append(group);
    else group.remove();
  }
}

const who = document.getElementById("id_stakeholder_type");
const contact = document.getElementById("contact");

function askForContact() {
  contact.hidden = who.value === "student";
}

if (task) {
  document.addEventListener("change", (event) => {
    if (event.target.name === "to") narrow();
    if (event.target === who) askForContact();
  });
  narrow();
  askForContact();
  // the browser puts typed answers back after "back", without a change event
  addEventListener("pageshow", () => {
    narrow();
    askForContact();
    count();
  });
}

document.getElementById("errors")?.focus();
