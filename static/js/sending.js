// A form in which somebody writes is sent only while they are signed in: else the browser would
// leave for the sign-in page, and the words would be gone. They stay in the page and nowhere else.
(function () {
  "use strict";
  const WRITTEN = "textarea, input[type=text], input[type=email]";
  const NO_SIGNAL = "Not sent: no signal. Your text is still here; send it when you are back.";
  const NO_ANSWER = "Not sent: the server did not answer. Your text is still here; send it again.";
  const SIGNED_OUT = "Not sent: you are signed out. Your text is still here; sign in, then send it again.";
  const SOMEONE_ELSE = "Not sent: someone else is signed in now. Your text is still here; sign in as yourself, then send it again.";
  const known = document.body.dataset;
  if (!known.member) return;

  window.liaison = { standing: standing };
  if (!HTMLFormElement.prototype.requestSubmit) return;
  const asking = new WeakSet();
  const cleared = new WeakSet();

  // Ahead of every other listener: what waits here was not sent yet.
  document.addEventListener("submit", function (event) {
    const form = event.target;
    if (form.method !== "post" || !form.querySelector(WRITTEN) || cleared.delete(form)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    send(form, event.submitter);
  }, true);

  // The signal is back: a notice that it was gone says nothing true any more.
  window.addEventListener("online", function () {
    document.querySelectorAll("[data-unsent='signal']").forEach(function (notice) { notice.remove(); });
  });

  async function send(form, button) {
    if (asking.has(form)) return;
    asking.add(form);
    if (button) button.setAttribute("aria-busy", "true");
    const fault = await standing();
    // What is being kept as a draft has to be kept first: it makes the version that is sent.
    while (window.liaison.keeping) await window.liaison.keeping;
    if (button) button.removeAttribute("aria-busy");
    asking.delete(form);
    say(form, fault);
    if (fault) return;
    cleared.add(form);
    form.requestSubmit(button);
  }

  // Why nothing can be sent now; empty when it can. The page then has the token of now.
  async function standing() {
    let answer;
    try {
      answer = await fetch(known.signedIn, {
        credentials: "same-origin",
        headers: { Accept: "application/json", "Liaison-Background": "1" },
        redirect: "manual",
        cache: "no-store",
      });
    } catch {
      return NO_SIGNAL;
    }
    if (answer.type === "opaqueredirect") return SIGNED_OUT;
    if (!answer.ok) return NO_ANSWER;
    const now = await answer.json();
    if (String(now.member) !== known.member) return SOMEONE_ELSE;
    renew(now.token);
    return "";
  }

  // Signing in again, in another tab perhaps, made the token of this page useless.
  function renew(token) {
    document.querySelectorAll("[name=csrfmiddlewaretoken]").forEach(function (field) { field.value = token; });
    document.body.setAttribute("hx-headers", JSON.stringify({ "X-CSRFToken": token }));
  }

  function say(form, fault) {
    const before = form.querySelector("[data-unsent]");
    if (before) before.remove();
    document.dispatchEvent(new CustomEvent("liaison:saved", { detail: !fault }));
    if (!fault) return;
    const notice = document.createElement("div");
    notice.className = "li-notice li-notice-bad mb-3";
    notice.dataset.unsent = fault === NO_SIGNAL || fault === NO_ANSWER ? "signal" : "";
    notice.tabIndex = -1;
    notice.setAttribute("role", "alert");
    const words = document.createElement("p");
    words.textContent = fault;
    notice.append(words);
    if (fault === SIGNED_OUT || fault === SOMEONE_ELSE) notice.append(door());
    form.prepend(notice);
    notice.focus();
  }

  function door() {
    const link = document.createElement("a");
    link.href = known.signIn;
    link.target = "_blank";
    link.rel = "noopener";
    link.textContent = "Sign in in another tab";
    return link;
  }
})();
