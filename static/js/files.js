// Files go up as soon as they are chosen, and are shown with a button that takes them off. Without this
// script, or without a network, they go up with the page's own button.

const field = document.querySelector("[data-files]");
const form = field?.closest("form");
const input = field?.querySelector("[type=file]");
const list = field?.querySelector("[data-staged]");
const sending = field?.querySelector("[data-sending]");

/** Ask for the list of files of this form, with what is to be changed about it. */
async function ask(change) {
  const body = new FormData();
  for (const name of ["csrfmiddlewaretoken", "key"]) body.append(name, form.elements[name].value);
  for (const [name, value] of change) body.append(name, value);
  sending.hidden = change.length === 0;
  try {
    const answer = await fetch(field.dataset.files, { method: "POST", body });
    if (!answer.ok) return false;
    list.innerHTML = await answer.text();
    field.classList.toggle("field-error", Boolean(list.querySelector(".error-text")));
    return true;
  } catch {
    return false; // no network: they go up with the form
  } finally {
    sending.hidden = true;
  }
}

input?.addEventListener("change", async () => {
  if (input.files.length === 0) return;
  const chosen = [...input.files].map((file) => ["attachments", file]);
  if (await ask(chosen)) input.value = "";
});

list?.addEventListener("click", async (event) => {
  const button = event.target.closest("[name=remove]");
  if (!button) return;
  event.preventDefault();
  if (await ask([["remove", button.value]])) input.focus();
});

// the form has come back under the key of an earlier visit: its files with it
form?.addEventListener("brought-back", () => ask([]));
