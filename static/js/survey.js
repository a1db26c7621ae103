// Turns the long form of a survey into one question a screen. Without it the form works as it is.
// What was filled in stays in this tab (sessionStorage) until it was sent: a page that was left,
// or opened in the other language, has it again. Of a form that was sent its number stays, which
// says nothing of what was answered: whoever goes back to it is told that it is in.
(function () {
  "use strict";
  const AGAIN_AFTER_MS = 10000;
  const SENDING = "sending ", SENT = "sent ";
  const thanks = document.querySelector("[data-survey-sent]");
  if (thanks) settle(thanks.dataset.surveySent);
  const form = document.querySelector("form[data-survey]");
  const problem = document.querySelector("[data-focus-on-load]");
  if (!form) return;

  const part = function (name) { return form.querySelector(`[data-${name}]`); };
  const screens = Array.from(form.querySelectorAll("[data-screen]"));
  const last = screens.length;
  const place = part("place");
  const words = document.title;
  let at = 0;
  let sentAt = 0;

  // ---- what is kept in the tab

  // The form that was on its way has arrived. Nothing else is cleared away here: whoever comes
  // back to this page may have begun the next form.
  function settle(survey) {
    const mark = markOf(survey);
    if (!mark.startsWith(SENDING)) return;
    keep(survey, null);
    setMark(survey, SENT + mark.slice(SENDING.length));
  }

  function markOf(survey) {
    try {
      return sessionStorage.getItem(`survey-form:${survey}`) || "";
    } catch {
      return "";
    }
  }

  function setMark(survey, mark) {
    try {
      sessionStorage.setItem(`survey-form:${survey}`, mark);
    } catch {
      // The server knows by the number of the form that it was sent.
    }
  }

  // Whether this form was sent: it has the number of one that was, or somebody went back to it
  // and has begun no other since.
  function wasSent() {
    const mark = markOf(form.dataset.survey);
    if (!mark.startsWith(SENT)) return false;
    const [entry] = performance.getEntriesByType("navigation");
    const cameBack = Boolean(entry) && entry.type === "back_forward" && !kept().values;
    return mark === SENT + form.elements.form.value || cameBack;
  }

  function tellSent() {
    const told = document.querySelector("[data-sent-before]");
    form.hidden = true;
    told.hidden = false;
    told.querySelector("h1").focus();
  }

  function keep(survey, state) {
    try {
      const name = `survey:${survey}`;
      if (state === null) sessionStorage.removeItem(name);
      else sessionStorage.setItem(name, JSON.stringify(state));
      return true;
    } catch {
      return false;
    }
  }

  function kept() {
    try {
      return JSON.parse(sessionStorage.getItem(`survey:${form.dataset.survey}`)) || {};
    } catch {
      return {};
    }
  }

  function filled() {
    const values = {};
    for (const [name, value] of new FormData(form)) {
      if (name === "form" || name === form.dataset.trap) continue;
      (values[name] = values[name] || []).push(value);
    }
    return values;
  }

  function save() {
    return keep(form.dataset.survey, { at: at, values: filled() });
  }

  function fill(values) {
    for (const field of form.elements) {
      if (!field.name || field.name === "form" || field.type === "submit") continue;
      const given = values[field.name];
      if (field.type === "radio" || field.type === "checkbox") {
        field.checked = Boolean(given && given.includes(field.value));
      } else if (given) {
        // Beside a box of the same name, such as “don't know”, the words come first.
        field.value = given[0];
      }
    }
  }

  // ---- one question a screen

  function show(screen, moved) {
    at = Math.max(0, Math.min(screen, last));
    screens.forEach(function (one, n) { one.hidden = n !== at - 1; });
    part("introduction").hidden = at !== 0;
    part("back").hidden = at === 0;
    part("start").hidden = at !== 0;
    part("next").hidden = at === 0 || at === last;
    part("send").hidden = at !== last;
    part("progress").hidden = at === 0;
    part("progress").value = at;
    place.hidden = at === 0;
    place.textContent = at === last ? place.dataset.lastWords
      : place.dataset.words.replace("{n}", at).replace("{all}", last - 1);
    part("progress").setAttribute("aria-label", place.textContent);
    document.body.classList.toggle("is-asking", at > 0);
    document.querySelector("[data-emergency]").hidden = at > 0;
    if (moved) look();
  }

  function look() {
    document.title = at ? `${place.textContent} - ${words}` : words;
    window.scrollTo(0, 0);
    (at ? screens[at - 1] : form).querySelector("h1, h2").focus({ preventScroll: true });
    save();
  }

  function go(screen) {
    const depth = ((history.state && history.state.depth) || 0) + 1;
    history.pushState({ screen: screen, depth: depth }, "");
    show(screen, true);
  }

  // The browser's own way back goes the same way as the page's.
  function back() {
    if (history.state && history.state.depth) history.back();
    else show(at - 1, true);
  }

  window.addEventListener("popstate", function (event) {
    if (event.state && "screen" in event.state) show(event.state.screen, true);
  });

  function screenOf(field) {
    return screens.findIndex(function (one) { return one.contains(field); }) + 1;
  }

  // ---- what people do

  part("start").addEventListener("click", function () { go(1); });
  part("next").addEventListener("click", function () { go(at + 1); });
  part("back").querySelector("button").addEventListener("click", back);
  form.addEventListener("input", save);
  form.addEventListener("change", function (event) { leaveAlone(event.target); save(); });

  // “Don't know” goes with nothing else.
  function leaveAlone(field) {
    const others = Array.from(form.elements).filter(function (one) { return one.name === field.name && one !== field; });
    const isBox = field.type === "checkbox";
    if (isBox && !field.checked) return;
    others.forEach(function (one) {
      if (one.type === "checkbox" && ("alone" in one.dataset || "alone" in field.dataset)) one.checked = false;
      else if (isBox && "alone" in field.dataset && one.type !== "checkbox") one.value = "";
    });
  }

  // Enter in a field goes on; only the last screen sends, and a second press is a slip.
  form.addEventListener("submit", function (event) {
    if (at < last) {
      event.preventDefault();
      go(at + 1);
    } else if (Date.now() - sentAt < AGAIN_AFTER_MS) {
      event.preventDefault();
    } else {
      sentAt = Date.now();
      setMark(form.dataset.survey, SENDING + form.elements.form.value);
    }
  });

  window.addEventListener("pageshow", function (event) {
    sentAt = 0;
    if (event.persisted && wasSent()) tellSent();
  });

  if (problem) {
    problem.addEventListener("click", function (event) {
      const link = event.target.closest("a[href^='#']");
      const field = link && document.getElementById(link.hash.slice(1));
      if (!field) return;
      event.preventDefault();
      go(screenOf(field));
      field.focus();
    });
  }

  // ---- the beginning: what the server shows goes before what the tab has kept

  if (!problem && wasSent()) {
    tellSent();
    return;
  }
  const before = kept();
  const typed = "typed" in form.dataset;
  if (!typed && before.values) fill(before.values);
  const wrong = screenOf(form.querySelector(".is-invalid, [aria-invalid=true]"));
  document.body.classList.add("is-stepping");
  // Who is asked to wait has filled in everything: the button that sends it again is on the last screen.
  const first = problem && "sendAgain" in problem.dataset ? last : 1;
  show(problem ? wrong || first : before.at || 0, false);
  history.replaceState({ screen: at, depth: 0 }, "");
  part("plain").hidden = save();
  document.querySelector("[data-languages]").hidden = !part("plain").hidden;
  if (problem) problem.focus();
})();
