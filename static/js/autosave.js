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
      headers: { "X-CSRFToken": form.querySelector("[name=csrfmiddlewaretoken]").value, Accept: "application/json", "Liaison-Background": "1" },
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
    unsaved = false;
    say("Saving", true);
    running = attempt();
    if (window.liaison) window.liaison.keeping = running;
    await running;
    running = null;
    if (window.liaison) window.liaison.keeping = null;
  }

  async function attempt() {
    let answer;
    try {
      answer = await post(false);
      // Signed in again in another tab, the old token is refused: sending.js fetches a new one.
      if (answer.status === 403 && !await window.liaison.standing()) answer = await post(false);
    } catch {
      unsaved = true;
      say("Not saved: no signal. Keep going.", false);
      return;
    }
    if (answer.ok) {
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
  // Comes when sending.js has found that the form can be sent.
  form.addEventListener("submit", function () {
    sent = true;
    window.clearTimeout(timer);
  });

  window.addEventListener("online", save);
  window.addEventListener("pageshow", function (event) { if (event.persisted) sent = false; });
  window.addEventListener("pagehide", function () {
    if (unsaved && !sent && !overtaken) post(true).catch(function () {});
  });
})();
