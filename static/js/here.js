// <button data-here>: asks the device where it is and fills the form's latitude and longitude.
(function () {
  "use strict";
  const REFUSALS = {
    1: "This browser may not tell where you are. Type the place instead.",
    2: "The device can't tell where it is. Type the place instead.",
    3: "Finding the place took too long. Type it, or try again.",
  };

  function say(form, words) {
    const state = form.querySelector("[data-here-state]");
    if (state) state.textContent = words;
  }

  function fill(form, position) {
    form.elements.latitude.value = position.coords.latitude.toFixed(6);
    form.elements.longitude.value = position.coords.longitude.toFixed(6);
    form.elements.latitude.dispatchEvent(new Event("change", { bubbles: true }));
    say(form, "Where you are is attached, to within " + Math.round(position.coords.accuracy) + " meters.");
  }

  document.addEventListener("click", function (event) {
    const button = event.target.closest("[data-here]");
    if (!button) return;
    const form = button.form;
    if (!navigator.geolocation) {
      say(form, REFUSALS[2]);
      return;
    }
    say(form, "Finding where you are");
    navigator.geolocation.getCurrentPosition(
      function (position) { fill(form, position); },
      function (refusal) { say(form, REFUSALS[refusal.code]); },
      { enableHighAccuracy: true, timeout: 15000, maximumAge: 60000 },
    );
  });
})();
