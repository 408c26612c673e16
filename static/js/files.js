// Files go up as soon as they are chosen, and are shown with a button that takes them off. Without this
// script, or without a network, they go up with the page's own button.

const field = document.querySelector("[data-files]");
const form = field?.closest("form");
const input = field?.querySelector("[type=file]");
const list = field?.querySelector("[data-staged]");
const sending = field?.querySelector("[data-sending]");

const sentence = sending?.textContent;

/** Ask for the list of files of this form, with what is to be changed about it; the answer's number, 0 for none. */
async function ask(change) {
  const body = new FormData();
  for (const name of ["csrfmiddlewaretoken", "key"]) body.append(name, form.elements[name].value);
  for (const [name, value] of change) body.append(name, value);
  try {
    const answer = await fetch(field.dataset.files, { method: "POST", body });
    if (answer.ok) list.innerHTML = await answer.text();
    return answer.status;
  } catch {
    return 0;
  }
}

/** Say below the list what was not taken, file by file. */
function say(refused) {
  list.querySelector(".error-text")?.remove();
  field.classList.toggle("field-error", refused.length > 0);
  if (refused.length === 0) return;
  const said = document.createElement("div");
  said.className = "error-text";
  for (const words of refused) said.append(Object.assign(document.createElement("div"), { textContent: words }));
  list.prepend(said);
}

/** One file after the other: together they may be more than the server takes at once. */
async function send(files) {
  const refused = [];
  const unsent = new DataTransfer();
  for (const [place, file] of files.entries()) {
    sending.textContent = sentence.replace("[place]", place + 1).replace("[count]", files.length);
    sending.hidden = false;
    const status = await ask([["attachments", file]]);
    if (status === 200) refused.push(...[...list.querySelectorAll(".error-text > div")].map((said) => said.textContent));
    else if (status === 413) refused.push(`${file.name}: ${field.dataset.tooLarge}`);
    else {
      refused.push(`${file.name}: ${field.dataset.unsent}`);
      unsent.items.add(file);
    }
  }
  sending.hidden = true;
  input.files = unsent.files; // what could not be sent goes along with the form
  say(refused);
}

input?.addEventListener("change", () => {
  if (input.files.length > 0) send([...input.files]);
});

list?.addEventListener("click", async (event) => {
  const button = event.target.closest("[name=remove]");
  if (!button) return;
  event.preventDefault();
  if ((await ask([["remove", button.value]])) === 200) {
    say([]);
    input.focus();
  }
});

// the form has come back under the key of an earlier visit: its files with it
form?.addEventListener("brought-back", () => ask([]));
