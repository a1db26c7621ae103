// Keying in answers from paper: Enter goes to the next question, and from the last one to the
// button. Without it Tab goes on.
(function () {
  "use strict";
  const form = document.querySelector("form[data-keying]");
  if (!form) return;
  const fields = Array.from(form.querySelectorAll("[data-keyed], button[type=submit]"));
  form.addEventListener("keydown", function (event) {
    const at = fields.indexOf(event.target);
    if (event.key !== "Enter" || event.shiftKey || at < 0 || at === fields.length - 1) return;
    event.preventDefault();
    fields[at + 1].focus();
    if (fields[at + 1].select) fields[at + 1].select();
  });
  const wrong = form.querySelector("[aria-invalid=true]");
  (wrong || fields[0]).focus();
})();
