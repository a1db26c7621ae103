// Everything that listens to htmx. After a swap the focus follows the new content;
// a swap that failed says so and says that nothing changed.
(function () {
  "use strict";

  document.addEventListener("htmx:afterSwap", function (event) {
    const next = event.detail.target.querySelector("[data-focus-after-swap]");
    if (next) next.focus();
  });

  document.addEventListener("htmx:responseError", function (event) {
    const gone = event.detail.xhr.status === 403;
    say(event, gone ? "You may be signed out, or this is not open to you. Nothing was changed." : "That did not work. Nothing was changed. Load the page again.");
  });
  document.addEventListener("htmx:sendError", function (event) {
    say(event, "No signal. Nothing was changed. Try again when it is back.");
  });

  function say(event, words) {
    const notice = document.createElement("p");
    notice.className = "li-notice li-notice-bad";
    notice.setAttribute("role", "alert");
    notice.textContent = words;
    event.detail.elt.closest("section, article, form, main").prepend(notice);
  }

  // ---- <article data-records="#records">: a figure opens its records in place. A page without
  // ---- htmx, a middle click or a new tab follows the link as it stands.
  let opener = null;

  document.addEventListener("click", function (event) {
    const link = event.target.closest("[data-records] a.li-fig");
    const plain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey;
    if (!link || !plain || !window.htmx) return;
    event.preventDefault();
    opener = link;
    window.htmx.ajax("GET", link.href, { source: link, target: link.closest("[data-records]").dataset.records, swap: "innerHTML" });
  });

  document.addEventListener("click", function (event) {
    const button = event.target.closest("[data-close]");
    if (!button) return;
    document.querySelector(button.dataset.close).replaceChildren();
    if (opener) opener.focus();
    opener = null;
  });
})();
