// <form data-passkey="create|get">: the browser makes or shows a passkey, the form sends it.
// What to ask for stands in the page (data-passkey-options) or is fetched (data-passkey-url).
(function () {
  "use strict";
  const FAULTS = {
    InvalidStateError: "This device has a passkey for your account already.",
    NotAllowedError: "The passkey was not used. Try again, or use a code.",
    SecurityError: "Passkeys don't work at this address. Use a code.",
  };

  async function options(form) {
    if (form.dataset.passkeyOptions) {
      const data = JSON.parse(document.getElementById(form.dataset.passkeyOptions).textContent);
      return data.creation_options || data.request_options;
    }
    const answer = await fetch(form.dataset.passkeyUrl, { headers: { Accept: "application/json" }, credentials: "same-origin" });
    if (!answer.ok) throw new Error("no options");
    return (await answer.json()).request_options;
  }

  async function credential(form) {
    const asked = await options(form);
    if (form.dataset.passkey === "get") return window.webauthnJSON.get(asked);
    const alone = form.elements.passwordless && form.elements.passwordless.checked;
    const chosen = asked.publicKey.authenticatorSelection;
    chosen.residentKey = alone ? "required" : "discouraged";
    chosen.requireResidentKey = alone;
    if (alone) chosen.userVerification = "required";
    return window.webauthnJSON.create(asked);
  }

  async function use(form, button) {
    const fault = form.querySelector("[data-passkey-fault]");
    fault.hidden = true;
    button.setAttribute("aria-busy", "true");
    try {
      form.elements.credential.value = JSON.stringify(await credential(form));
      form.submit();
    } catch (error) {
      fault.textContent = FAULTS[error.name] || "The passkey did not work. Use a code.";
      fault.hidden = false;
      button.focus();
    }
    button.removeAttribute("aria-busy");
  }

  document.querySelectorAll("form[data-passkey]").forEach(function (form) {
    const button = form.querySelector("[data-passkey-start]");
    if (!window.PublicKeyCredential) return;
    button.addEventListener("click", function () { use(form, button); });
  });
})();
