// Shows the passkey buttons where the browser has passkeys, and says in words what went wrong.
const words = { NotAllowedError: "cancelled", AbortError: "cancelled", InvalidStateError: "known", SecurityError: "place" };

if (window.PublicKeyCredential) document.querySelectorAll("[data-passkeys]").forEach((form) => { form.hidden = false; });

document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  const problem = document.querySelector("[data-passkey-problem]");
  problem.textContent = problem.dataset[words[event.detail.exception?.name] || "other"];
  problem.hidden = false;
});
