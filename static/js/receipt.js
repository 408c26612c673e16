// Conveniences around a tracking code: copy it, print the receipt, take it from the address's
// fragment, which no server ever sees.

// the opinion is sent: nothing of it stays in this tab
if (document.getElementById("code")) {
  try {
    const sent = JSON.parse(sessionStorage.getItem("opinion") ?? "null");
    const draft = JSON.parse(localStorage.getItem("opinion draft") ?? "null");
    if (draft && sent?.answers.key === draft.answers.key) localStorage.removeItem("opinion draft");
    sessionStorage.removeItem("opinion");
  } catch {
    // the browser forbids it, so nothing was kept
  }
}

const copy = document.querySelector("[data-copy]");
if (copy && navigator.clipboard) {
  copy.hidden = false;
  copy.addEventListener("click", async () => {
    const code = document.getElementById(copy.dataset.copy);
    try {
      await navigator.clipboard.writeText(code.textContent.trim());
      copy.querySelector("span").textContent = copy.dataset.copied;
    } catch {
      // not allowed here: mark the code, so that the person's own "copy" takes it
      getSelection().selectAllChildren(code);
    }
  });
}

const print = document.querySelector("[data-print]");
if (print) {
  print.hidden = false;
  print.addEventListener("click", () => window.print());
}

const field = document.getElementById("id_code");
if (field && location.hash.length > 1 && !field.value) {
  try {
    field.value = decodeURIComponent(location.hash.slice(1));
  } catch {
    // a broken address: the code is typed
  }
  // the code need not stay in the history of a shared machine
  history.replaceState(null, "", location.pathname);
}

document.getElementById("errors")?.focus();
