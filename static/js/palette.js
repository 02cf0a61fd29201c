// The search palette: opened by Ctrl-K, "/" or a press on the field in the top bar, filled by /search.
const palette = document.getElementById("palette");
const field = palette?.querySelector("input");

function open() {
  if (!palette || palette.open) return;
  document.querySelectorAll(".menu:popover-open").forEach((menu) => menu.hidePopover());
  palette.showModal();
  field.select();
  field.dispatchEvent(new CustomEvent("palette", { bubbles: true }));
}

document.addEventListener("open-palette", open);
document.querySelector("[data-palette]")?.addEventListener("pointerdown", (event) => {
  if (event.button === 0) { event.preventDefault(); open(); }
});
palette?.addEventListener("click", (event) => { if (event.target === palette) palette.close(); });
palette?.addEventListener("keydown", (event) => {
  const stops = [...palette.querySelectorAll(".results a, .results button")];
  if (event.target === field && event.key === "Escape") { event.preventDefault(); palette.close(); } // the field would only empty itself
  else if (event.target === field && event.key === "ArrowDown") { event.preventDefault(); stops[0]?.focus(); }
  else if (event.target === stops[0] && event.key === "ArrowUp") { event.preventDefault(); event.stopPropagation(); field.focus(); }
  else if (event.target !== field && event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey && event.key !== " ") field.focus();
  else if (event.target === field && event.key === "Enter" && stops.length && field.value.trim()) { event.preventDefault(); stops[0].click(); }
});
