// A cell edited where it stands: Escape puts back what was there, leaving an unchanged field does too.
// What a narrow cell cuts off is told in full by its title.
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

const isCut = (node) => node.scrollWidth > node.clientWidth && getComputedStyle(node).overflowX === "hidden";

document.addEventListener("pointerover", (event) => {
  const cell = event.target.closest?.("table.list td, .truncate");
  if (!cell) return;
  const told = cell.cloneNode(true);
  told.querySelectorAll(".sr, .face, form").forEach((node) => node.remove());
  cell.title = [cell, ...cell.querySelectorAll(":not(.sr)")].some(isCut) ? told.textContent.trim().replace(/\s+/g, " ") : "";
});
