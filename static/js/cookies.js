// A browser that keeps no cookies cannot stay signed in: say so before anybody types.
(function () {
  "use strict";
  const words = document.querySelector("[data-no-cookies]");
  if (words && !navigator.cookieEnabled) words.hidden = false;
})();
