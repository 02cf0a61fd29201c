// A cell edited where it stands: Escape puts back what was there, leaving an unchanged field does too.
document.addEventListener("keydown", (event) => {
  const form = event.target.closest?.("form.cell-edit");
  if (!form || event.key !== "Escape") return;
  event.preventDefault();
  event.stopPropagation();
  form.querySelector("[data-cancels]")?.click();
});

document.addEventListener("htmx:afterSettle", (event) => {
  const field = event.target.querySelector?.("form.cell-edit :is(input:not([type=hidden]), select, textarea)");
  if (!field) return;
  field.focus();
  field.select?.();
});
