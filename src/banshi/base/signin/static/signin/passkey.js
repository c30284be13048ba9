// Passkeys: asks the server what to sign, the browser to sign it, and sends the answer as an ordinary form.
// A form with data-passkey ("get" or "create") names the address of its question in data-options.
(function () {
  "use strict";

  function bytes(text) {
    var plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
    var found = new Uint8Array(plain.length);
    for (var n = 0; n < plain.length; n += 1) found[n] = plain.charCodeAt(n);
    return found.buffer;
  }

  function text(buffer) {
    var plain = "";
    new Uint8Array(buffer).forEach(function (byte) { plain += String.fromCharCode(byte); });
    return btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  }

  function asked(options) {
    options.challenge = bytes(options.challenge);
    if (options.user) options.user.id = bytes(options.user.id);
    ["allowCredentials", "excludeCredentials"].forEach(function (name) {
      (options[name] || []).forEach(function (one) { one.id = bytes(one.id); });
    });
    return options;
  }

  function answered(made) {
    var given = { clientDataJSON: text(made.response.clientDataJSON) };
    if (made.response.attestationObject) given.attestationObject = text(made.response.attestationObject);
    if (made.response.authenticatorData) given.authenticatorData = text(made.response.authenticatorData);
    if (made.response.signature) given.signature = text(made.response.signature);
    if (made.response.userHandle) given.userHandle = text(made.response.userHandle);
    return { id: made.id, rawId: text(made.rawId), type: made.type, response: given, clientExtensionResults: {} };
  }

  function say(form, name) {
    form.querySelectorAll("[data-passkey-says]").forEach(function (line) {
      line.hidden = line.dataset.passkeySays !== name;
    });
  }

  function release(form) {
    delete form.dataset.sent;
    form.removeAttribute("aria-busy");
  }

  function ask(form) {
    return fetch(form.dataset.options, {
      method: "POST",
      headers: { "X-CSRFToken": form.querySelector("[name=csrfmiddlewaretoken]").value },
      credentials: "same-origin"
    }).then(function (answer) {
      if (!answer.ok) throw new Error("refused");
      return answer.json();
    });
  }

  function begin(form) {
    say(form, "waiting");
    ask(form).then(function (options) {
      var asking = { publicKey: asked(options) };
      return form.dataset.passkey === "create"
        ? navigator.credentials.create(asking) : navigator.credentials.get(asking);
    }).then(function (made) {
      form.querySelector("[name=credential]").value = JSON.stringify(answered(made));
      say(form, "");
      form.submit();
    }).catch(function (error) {
      say(form, error.name === "InvalidStateError" ? "known" : "failed");
      release(form);
    });
  }

  document.querySelectorAll("form[data-passkey]").forEach(function (form) {
    if (!window.PublicKeyCredential) {
      say(form, "unable");
      return;
    }
    form.querySelectorAll("[data-passkey-act]").forEach(function (button) { button.hidden = false; });
    form.addEventListener("submit", function (event) {
      if (form.querySelector("[name=credential]").value) return;
      event.preventDefault();
      begin(form);
    });
  });
})();
