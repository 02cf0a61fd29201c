/* Tells the sender of a link which pages of this site its visitor reads. Stands on the company's own site as
   a deferred script whose address is /static/js/track.js at our host.
   No cookie; nothing without a link; nothing for who asks not to be tracked. */
(() => {
  const here = document.currentScript, nav = navigator;
  if (!here || nav.doNotTrack === "1" || window.doNotTrack === "1" || nav.globalPrivacyControl) return;
  const KEY = "rapport-sl";
  let token = "", told = "";
  try {
    const address = new URL(location.href);
    const given = address.searchParams.getAll("sl").filter((text) => /^[\w-]{22}$/.test(text)).pop();
    if (given) {
      const rest = address.search.slice(1).split("&").filter((pair) => pair !== "sl=" + given).join("&");
      history.replaceState(history.state, "", address.pathname + (rest && "?" + rest) + address.hash);
      sessionStorage.setItem(KEY, given);
    }
    token = given || sessionStorage.getItem(KEY) || "";
  } catch { /* no storage here: this page is told, the next is not */ }
  if (!token) return;

  const tell = () => {
    const url = location.origin + location.pathname;
    if (url === told) return;
    told = url;
    fetch(new URL("/s/" + token + "/events", here.src), {
      method: "POST", mode: "cors", credentials: "omit", keepalive: true, referrerPolicy: "no-referrer",
      headers: { "Content-Type": "text/plain" },
      body: JSON.stringify({ url, title: document.title.slice(0, 200) }),
    }).catch(() => {});
  };
  const soon = () => setTimeout(tell, 300);
  const push = history.pushState;
  history.pushState = function (...given) { const done = push.apply(this, given); soon(); return done; };
  addEventListener("popstate", soon);
  tell();
})();
