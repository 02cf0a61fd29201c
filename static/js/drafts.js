// What is typed into <textarea data-draft="contact/12"> survives a closed tab, until it is saved.
const key = (field) => `draft/${field.dataset.draft}`;

function restore() {
  document.querySelectorAll("textarea[data-draft]").forEach((field) => {
    const kept = localStorage.getItem(key(field));
    if (kept && !field.value) field.value = kept;
  });
}

document.addEventListener("input", (event) => {
  if (!event.target.matches("textarea[data-draft]")) return;
  if (event.target.value) localStorage.setItem(key(event.target), event.target.value);
  else localStorage.removeItem(key(event.target));
});

const forget = (form) => form?.querySelectorAll?.("textarea[data-draft]").forEach((field) => localStorage.removeItem(key(field)));
document.addEventListener("submit", (event) => { if (!event.defaultPrevented) forget(event.target); });
document.addEventListener("htmx:beforeSwap", (event) => { if (event.detail.xhr.status < 300) forget(event.detail.requestConfig.elt.closest?.("form")); });
document.addEventListener("htmx:afterSettle", restore);
restore();
