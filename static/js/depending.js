// Parts of a form that only some types need: <form data-depending> shows <div data-for="select multiselect"> by its select.
const show = (form) => {
  const chosen = form.elements.type?.value;
  form.querySelectorAll("[data-for]").forEach((part) => { part.hidden = !part.dataset.for.split(" ").includes(chosen); });
};
const showAll = () => document.querySelectorAll("form[data-depending]").forEach(show);

document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-depending]");
  if (!form) return;
  show(form);
  if (["type", "options"].includes(event.target.name)) form.querySelector("[name=sure]")?.remove();
});
document.addEventListener("htmx:afterSwap", showAll);
showAll();
