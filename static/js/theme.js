// The theme changes at a press and is kept with the user.
document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-themes] button");
  if (!button) return;
  document.documentElement.dataset.theme = button.value;
  button.parentElement.querySelectorAll("button").forEach((other) => other.setAttribute("aria-pressed", String(other === button)));
});
