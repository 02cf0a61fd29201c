// The theme changes at a press and is kept with the user.
document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-themes] button");
  if (!button) return;
  document.documentElement.dataset.theme = button.value;
  button.parentElement.querySelectorAll("button").forEach((other) => other.setAttribute("aria-pressed", String(other === button)));
  const token = document.querySelector("meta[name=csrf-token]").content;
  fetch("/profile/theme", { method: "POST", headers: { "X-CSRFToken": token }, body: new URLSearchParams({ theme: button.value }) });
});
