// In <head> and not deferred, so that no page flashes in the wrong theme.
// The server writes data-theme from the member's setting: auto, light or dark.
(function () {
  "use strict";
  var root = document.documentElement;
  var dark = window.matchMedia("(prefers-color-scheme: dark)");

  function apply() {
    var asked = root.dataset.theme;
    root.setAttribute("data-bs-theme", asked === "auto" ? (dark.matches ? "dark" : "light") : asked);
  }

  root.dataset.scripted = "";
  apply();
  dark.addEventListener("change", apply);
})();
