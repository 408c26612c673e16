// What is written at the desk is kept in this tab, so that an answer outlives a session that ends or
// a tab that is reloaded. It is offered, never put back unasked; it goes once it is sent, at sign-out,
// after a working day, and when somebody else signs in here.

const BEGINNING = "draft ";
const KEPT_FOR = 12 * 60 * 60 * 1000;
const offer = document.getElementById("draft-offer");
const account = offer?.dataset.account;
const forms = [...document.querySelectorAll("main form[method=post]")];

/** The tab's own storage; null where the browser forbids it. */
function tab() {
  try {
    return sessionStorage;
  } catch {
    return null;
  }
}

const fieldsOf = (form) => [...form.querySelectorAll("textarea[name]")];

/**
 * By what the form is sent to: a refused one comes back at another address than its page's. What
 * else it is about, where one address serves for several, it says itself.
 */
function keyOf(field) {
  const target = new URL(field.form.getAttribute("action") || location.href, location.href);
  const about = field.form.dataset.about ?? "";
  return `${BEGINNING}${target.pathname}${target.search} ${about} ${field.name}`;
}

function drafts() {
  const keys = Object.keys(tab() ?? {}).filter((key) => key.startsWith(BEGINNING));
  return keys.map((key) => [key, JSON.parse(tab().getItem(key))]);
}

function keep(key, draft) {
  try {
    tab()?.setItem(key, JSON.stringify(draft));
  } catch {
    // no room left in the storage: the desk works without
  }
}

function write(field) {
  if (field.value === field.defaultValue) tab()?.removeItem(keyOf(field));
  else keep(keyOf(field), { text: field.value, account, at: Date.now(), isSent: false });
}

/** Let go what was sent, is too old or somebody else's; what was refused waits on. */
function tidy() {
  const isDone = document.querySelector(".alert-done") !== null;
  for (const [key, draft] of drafts()) {
    const isOver = draft.account !== account || Date.now() - draft.at > KEPT_FOR;
    if (isOver || (draft.isSent && isDone)) tab().removeItem(key);
    else if (draft.isSent) keep(key, { ...draft, isSent: false });
  }
}

function forget(fields) {
  for (const field of fields) tab().removeItem(keyOf(field));
}

function putBack(fields, kept) {
  for (const field of fields) {
    field.value = kept.get(keyOf(field)).text;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
  fields[0].focus();
}

function offerIn(form, kept) {
  const differs = (field) => kept.has(keyOf(field)) && kept.get(keyOf(field)).text !== field.value;
  const fields = fieldsOf(form).filter(differs);
  if (fields.length === 0) return;
  const notice = offer.content.cloneNode(true).firstElementChild;
  notice.querySelector("[data-put-back]").addEventListener("click", () => {
    notice.remove();
    putBack(fields, kept);
  });
  notice.querySelector("[data-throw-away]").addEventListener("click", () => {
    notice.remove();
    forget(fields);
    fields[0].focus();
  });
  form.prepend(notice);
  const folded = form.closest("details");
  if (folded) folded.open = true;
}

if (offer) {
  tidy();
  const kept = new Map(drafts());
  for (const form of forms) offerIn(form, kept);
  for (const field of forms.flatMap(fieldsOf)) {
    if (field.value !== field.defaultValue) write(field); // written before this script came
    field.addEventListener("input", () => write(field));
  }
}
document.addEventListener("submit", (event) => {
  if (event.defaultPrevented) return;
  if (event.target.matches("[action$='/logout/']")) {
    for (const [key] of drafts()) tab().removeItem(key);
    return;
  }
  for (const field of fieldsOf(event.target)) {
    const draft = JSON.parse(tab()?.getItem(keyOf(field)) ?? "null");
    if (draft) keep(keyOf(field), { ...draft, isSent: true });
  }
});
