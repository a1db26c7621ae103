// What every page gets: the focus goes to what went wrong, a form is sent once,
// the band says whether work is safe, and the phone's menu closes as people expect.
(function () {
  "use strict";
  const AGAIN_AFTER_MS = 10000;
  const sentAt = new WeakMap();

  const problem = document.querySelector("[data-focus-on-load]");
  if (problem) problem.focus();

  // A second click within ten seconds is a slip. The buttons stay enabled, so that the one that
  // was pressed still sends its value; a page that comes back with errors starts afresh.
  document.addEventListener("submit", function (event) {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post" || "again" in form.dataset) return;
    const before = sentAt.get(form);
    if (before && Date.now() - before < AGAIN_AFTER_MS) {
      event.preventDefault();
      return;
    }
    sentAt.set(form, Date.now());
    showBusy(form, event.submitter);
  });

  function showBusy(form, button) {
    if (!button) return;
    button.setAttribute("aria-busy", "true");
    window.setTimeout(function () { button.removeAttribute("aria-busy"); }, AGAIN_AFTER_MS);
  }

  // Back from the browser's memory: the form may be sent again.
  window.addEventListener("pageshow", function (event) {
    if (!event.persisted) return;
    document.querySelectorAll("form").forEach(function (form) { sentAt.delete(form); });
    document.querySelectorAll("[aria-busy=true]").forEach(function (button) { button.removeAttribute("aria-busy"); });
  });

  document.addEventListener("click", function (event) {
    if (event.target.closest("[aria-disabled=true]")) event.preventDefault();
  });

  document.addEventListener("change", function (event) {
    if ("autoSubmit" in event.target.dataset) event.target.form.requestSubmit();
  });

  // ---- the band: is what I typed safe?
  const net = document.querySelector("[data-net]");
  const strip = document.querySelector("[data-offline]");
  let held = false;

  function tell() {
    if (strip) strip.hidden = navigator.onLine;
    if (!net) return;
    net.hidden = false;
    const safe = navigator.onLine && !held;
    net.querySelectorAll("[data-net-when]").forEach(function (part) {
      part.hidden = (part.dataset.netWhen === "saved") !== safe;
    });
  }
  document.addEventListener("liaison:saved", function (event) { held = !event.detail; tell(); });
  window.addEventListener("online", tell);
  window.addEventListener("offline", tell);
  tell();

  // ---- the phone's menu is the sidebar at #menu
  const menu = document.getElementById("menu");
  if (menu) {
    window.addEventListener("hashchange", function () {
      if (location.hash === "#menu") menu.focus();
    });
    document.addEventListener("keydown", function (event) {
      if (event.key === "Escape" && location.hash === "#menu") location.replace("#main");
    });
  }
})();
