// Entering one opinion after the other without the mouse: only the tasks of the chosen group, and
// Ctrl + Enter saves.

const form = document.getElementById("typed");
const to = document.getElementById("id_to");
const task = document.getElementById("id_task");
const groups = [...task.querySelectorAll("optgroup")];

function narrow() {
  const name = to.selectedOptions[0]?.text;
  for (const group of groups) {
    if (group.label === name) task.append(group);
    else {
      if (group.contains(task.selectedOptions[0])) task.value = "";
      group.remove();
    }
  }
  task.closest(".field").hidden = task.querySelector("optgroup") === null;
}

to.addEventListener("change", narrow);
form.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
});
document.querySelector("[data-shortcut]").hidden = false;
document.getElementById("errors")?.focus();
narrow();
