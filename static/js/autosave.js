// <form data-draft-url="…">: keeps an unfinished form as a draft on the server, and says so.
// Nothing is kept in the browser: what people say to the police doesn't belong on a shared computer.
(function () {
  "use strict";
  const QUIET_MS = 1500;
  const form = document.querySelector("form[data-draft-url]");
  if (!form) return;

  const state = document.querySelector("[data-draft-state]");
  let timer = null;
  let unsaved = false;
  let sent = false;
  let overtaken = false;
  let running = null;
  let noSignal = false;
  let renewed = false;

  function say(words, safe) {
    if (state) {
      state.querySelector("[data-draft-words]").textContent = words;
      state.classList.toggle("li-save-held", !safe);
    }
    document.dispatchEvent(new CustomEvent("liaison:saved", { detail: safe }));
  }

  function entries() {
    const data = new FormData(form);
    for (const [name, value] of Array.from(data)) if (value instanceof File) data.delete(name);
    return new URLSearchParams(data);
  }

  function post(leaving) {
    return fetch(form.dataset.draftUrl, {
      method: "POST",
      body: entries(),
      headers: { "X-CSRFToken": form.querySelector("[name=csrfmiddlewaretoken]").value, Accept: "application/json" },
      credentials: "same-origin",
      redirect: "manual",
      keepalive: leaving,
    });
  }

  async function save() {
    window.clearTimeout(timer);
    if (sent || overtaken || !unsaved) return;
    if (running) await running;
    if (sent || overtaken || !unsaved) return;
    unsaved = noSignal = false;
    say("Saving", true);
    running = attempt();
    await running;
    running = null;
  }

  async function attempt() {
    let answer;
    try {
      answer = await post(false);
      if (answer.status === 403 && !renewed && await renew()) answer = await post(false);
    } catch {
      unsaved = noSignal = true;
      say("Not saved: no signal. Keep going.", false);
      return;
    }
    if (answer.ok) {
      renewed = false;
      const body = answer.status === 204 ? {} : await answer.json();
      if (body.draft && form.elements.draft) form.elements.draft.value = body.draft;
      // What the next save has to name, such as the version this one made.
      for (const [name, value] of Object.entries(body.fields || {})) form.elements[name].value = value;
      if (!unsaved) say("Saved on the server, " + (body.saved || clock()), true);
      return;
    }
    unsaved = true;
    if (answer.status === 409) {
      overtaken = true;
      say(form.dataset.draftSent || "Someone else changed this. Save with the button to see both texts; yours is kept.", false);
      return;
    }
    const signedOut = answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403;
    say(signedOut ? "Not saved: you are signed out. Sign in in another tab, then keep going." : "Not saved: the server refused it. Keep a copy of your text.", false);
  }

  // After signing in again in another tab the old token is refused: the page has a new one.
  async function renew() {
    renewed = true;
    const page = await fetch(location.href, { credentials: "same-origin" });
    if (!page.ok || page.redirected) return false;
    const fresh = new DOMParser().parseFromString(await page.text(), "text/html").querySelector("input[name=csrfmiddlewaretoken]");
    if (fresh) form.querySelector("[name=csrfmiddlewaretoken]").value = fresh.value;
    return Boolean(fresh);
  }

  function clock() {
    return new Date().toLocaleTimeString("en-US", { hour: "numeric", minute: "2-digit" }).toLowerCase();
  }

  function changed() {
    unsaved = true;
    window.clearTimeout(timer);
    timer = window.setTimeout(save, QUIET_MS);
  }

  form.addEventListener("input", changed);
  form.addEventListener("change", changed);
  form.addEventListener("submit", function (event) {
    if (!navigator.onLine || noSignal) {
      event.preventDefault();
      sendWhenSafe(event.submitter);
      return;
    }
    sent = true;
    window.clearTimeout(timer);
  });

  // Without signal the browser would show its own error page, and the text would be gone.
  async function sendWhenSafe(button) {
    unsaved = true;
    if (navigator.onLine) await save();
    if (navigator.onLine && !noSignal) form.requestSubmit(button);
    else say("Not sent: no signal. Your text is still here; send it when you are back.", false);
  }

  window.addEventListener("online", save);
  window.addEventListener("pageshow", function (event) { if (event.persisted) sent = false; });
  window.addEventListener("pagehide", function () {
    if (unsaved && !sent && !overtaken) post(true).catch(function () {});
  });
})();
