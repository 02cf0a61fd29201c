// Small manners of forms: filters that submit themselves, Ctrl-Enter saves, no second submit, files dropped in.
const timers = new WeakMap();

function submitSoon(form, milliseconds) {
  clearTimeout(timers.get(form));
  timers.set(form, setTimeout(() => form.requestSubmit(), milliseconds));
}

document.addEventListener("input", (event) => {
  const form = event.target.form;
  if (form?.matches("[data-autosubmit]") && event.target.matches("[type=search], [type=text], [type=number]")) submitSoon(form, 250);
});
document.addEventListener("change", (event) => {
  const form = event.target.form;
  if (form?.matches("[data-autosubmit]") && !event.target.matches("[type=search], [type=text], [type=number]")) submitSoon(form, 0);
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  const form = event.target.form ?? (event.target === document.body && formOfThePage());
  if (!form) return;
  event.preventDefault();
  form.requestSubmit();
});

// The form that a page is there for, which Ctrl-Enter sends before any of its fields was entered.
function formOfThePage() {
  const forms = document.querySelectorAll("main form[data-guard]");
  return forms.length === 1 && !document.querySelector("dialog[open]") && forms[0];
}

// A plain form that is being sent shows it and is not sent twice.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if (form.getAttribute("aria-busy") === "true") return event.preventDefault();
  form.setAttribute("aria-busy", "true");
  setTimeout(() => form.removeAttribute("aria-busy"), 8000);
});
// … and what waited to ask for its preview has nothing to ask any more.
document.addEventListener("htmx:beforeRequest", (event) => {
  if (event.detail.elt.closest?.('form[aria-busy="true"]')) event.preventDefault();
});
addEventListener("pageshow", () => document.querySelectorAll("form[aria-busy]").forEach((form) => form.removeAttribute("aria-busy")));

for (const kind of ["dragover", "dragleave", "drop"]) {
  document.addEventListener(kind, (event) => {
    const drop = event.target.closest?.(".drop");
    if (!drop) return;
    event.preventDefault();
    drop.classList.toggle("over", kind === "dragover");
    const field = drop.querySelector("[type=file]");
    if (kind !== "drop" || !field || !event.dataTransfer.files.length) return;
    field.files = event.dataTransfer.files;
    field.dispatchEvent(new Event("change", { bubbles: true }));
  });
}

// A form for a new record begins in its first field, one that was refused in its first wrong one.
const begins = document.querySelector("main form[data-begins]");
(begins?.querySelector('[aria-invalid="true"]') ?? begins?.querySelector("input:not([type=hidden]), select, textarea"))?.focus();
