// A long list of schools is narrowed by what is typed beside it. Without this script the list is whole.

const box = document.querySelector("[data-narrows]");
const list = document.getElementById(box?.dataset.narrows);

if (list) {
  const words = box.querySelector("input");
  const found = box.querySelector("[data-found]");
  const groups = [...list.querySelectorAll("optgroup")].map((group) => [group, [...group.children]]);

  const narrow = () => {
    const asked = words.value.trim().toLowerCase();
    let count = 0;
    for (const [group, options] of groups) {
      const fitting = options.filter((option) => option.selected || option.text.toLowerCase().includes(asked));
      count += fitting.length;
      group.replaceChildren(...fitting);
      if (fitting.length) list.append(group);
      else group.remove();
    }
    found.textContent = asked ? found.dataset.found.replace("{}", count) : "";
  };

  // the question leads, the box to find with stands between it and its list
  list.before(box);
  box.hidden = false;
  words.addEventListener("input", narrow);
  words.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    list.focus();
  });
}
