// Two minutes before a session ends it asks whether somebody is still there. Esc means: stay.
// The page's clock is only a guess: other tabs do things too, so the server is asked each time.
(function () {
  "use strict";
  const WARNED_BEFORE_S = 120;
  const dialog = document.querySelector("dialog[data-session-left]");
  if (!dialog || !dialog.showModal) return;

  const words = dialog.querySelector("[data-ends-words]");
  const status = dialog.querySelector("[data-ends-status]");
  const stay = dialog.querySelector("[data-ends-stay]");
  const out = dialog.querySelector("[data-ends-out]");
  const door = dialog.querySelector("[data-ends-door]");
  const close = dialog.querySelector("[data-ends-close]");
  let timer = null;
  let final = "sessionFinal" in dialog.dataset;
  let ended = false;

  function after(seconds, what) {
    window.clearTimeout(timer);
    timer = window.setTimeout(what, Math.max(1, seconds) * 1000);
  }

  // {left, final}; null without a session; undefined without an answer.
  async function asked(url, options) {
    let answer;
    try {
      answer = await fetch(url, { credentials: "same-origin", redirect: "manual", cache: "no-store", ...options });
    } catch {
      return undefined;
    }
    if (answer.type === "opaqueredirect" || answer.status === 403) return null;
    return answer.ok ? answer.json() : undefined;
  }

  async function look() {
    const now = await asked(dialog.dataset.leftUrl, { headers: { "Liaison-Background": "1" } });
    if (now === undefined) return after(30, look);
    if (now === null || now.left <= 0) return end();
    final = now.final;
    if (now.left <= WARNED_BEFORE_S) return warn(now.left);
    if (dialog.open) dialog.close();
    after(now.left - WARNED_BEFORE_S, look);
  }

  function warn(left) {
    const minutes = Math.ceil(left / 60);
    const soon = minutes > 1 ? "in " + minutes + " minutes" : "in a minute";
    words.textContent = final
      ? "You have been signed in for as long as a session may last. You will be signed out " + soon + ". Save what you are writing, then sign in again."
      : "You have done nothing for a while. You will be signed out " + soon + ".";
    stay.textContent = final ? "Back to the page" : "Stay signed in";
    if (dialog.open) status.textContent = "You will be signed out " + soon + ".";
    else dialog.showModal();
    after(left > 60 ? left - 60 : left + 1, look);
  }

  function end() {
    ended = true;
    window.clearTimeout(timer);
    words.textContent = "You were signed out. What you wrote is still in this page. Sign in in another tab, then go on here.";
    dialog.querySelector("h2").textContent = "You are signed out";
    stay.hidden = out.hidden = true;
    door.hidden = close.hidden = false;
    if (!dialog.open) dialog.showModal();
    door.focus();
  }

  async function keep() {
    if (ended || final) return dialog.close();
    const token = out.querySelector("[name=csrfmiddlewaretoken]").value;
    const now = await asked(dialog.dataset.stayUrl, { method: "POST", headers: { "X-CSRFToken": token } });
    if (now === null) return end();
    if (now === undefined) {
      status.textContent = "No answer from the server. Try again.";
      return;
    }
    dialog.close();
    final = now.final;
    after(now.left - WARNED_BEFORE_S, look);
  }

  stay.addEventListener("click", keep);
  close.addEventListener("click", function () { dialog.close(); });
  dialog.addEventListener("cancel", function (event) {
    event.preventDefault();
    keep();
  });
  // A laptop that slept, a tab that comes back from the browser's memory.
  document.addEventListener("visibilitychange", function () {
    if (!document.hidden && !ended) look();
  });

  after(Number(dialog.dataset.sessionLeft) - WARNED_BEFORE_S, look);
})();
