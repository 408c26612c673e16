// The page that shows what will be sent. In the tab's history it stands as the address of the form:
// reloaded, or come back to by "back", it leads to the form (as it was typed, or empty once it is
// sent) and never to a browser's error or to a text that somebody else is not to read.

const form = document.getElementById("typed");

function kept() {
  try {
    return sessionStorage.getItem("opinion");
  } catch {
    return null; // the browser forbids it
  }
}

if (kept()) {
  history.replaceState(null, "", location.pathname);
  addEventListener("pageshow", (event) => {
    if (event.persisted && !kept()) location.reload();
  });
  form.addEventListener("submit", (event) => {
    // whoever wants to change something begins at the first question
    if (event.submitter?.matches("[data-edit]")) {
      sessionStorage.setItem("opinion", JSON.stringify({ ...JSON.parse(kept()), step: 0 }));
    }
  });
}
