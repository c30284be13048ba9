// The form without this script is a plain form. With it, what is typed stays on the phone until the receipt is
// there, it is sent once however often and from however many tabs, and a small proof of work goes with it.
(function () {
  "use strict";
  var form = document.getElementById("report");
  if (!form || !window.FormData || !window.fetch || !window.Promise) return;

  var said = document.getElementById("said");
  form.classList.add("scripted");
  var keyField = form.elements.key;
  var workField = form.elements.work;
  var kept = "report:" + form.dataset.token;
  var sentMark = "sent:" + form.dataset.token;
  var typed = ["words", "place", "name", "phone"];
  var sending = false, waiting = false, worked = null, gotUntil = 0;

  function say(text, link) {
    said.textContent = text;
    said.hidden = !text;
    if (text && link) {
      var a = document.createElement("a");
      a.href = link;
      a.textContent = form.dataset.look;
      said.append(" ", a);
    }
    if (text) said.scrollIntoView({ block: "nearest" });
  }

  function read(name) {
    try { return JSON.parse(localStorage.getItem(name) || "null"); } catch (error) { return null; }
  }

  function write(name, value) {
    try {
      if (value === null) localStorage.removeItem(name);
      else localStorage.setItem(name, JSON.stringify(value));
    } catch (error) { /* a phone that keeps nothing */ }
  }

  function keep() {
    var draft = { key: keyField.value, fields: {} }, any = false;
    typed.forEach(function (name) {
      var field = form.elements[name];
      if (field && field.value) { draft.fields[name] = field.value; any = true; }
    });
    var kind = form.querySelector("[name=kind]:checked");
    if (kind) draft.fields.kind = kind.value;
    var texts = form.elements.texts_agreed;
    if (texts && texts.checked) draft.fields.texts_agreed = true;
    write(kept, any ? draft : null);
  }

  // A tab that finds a draft goes on with it under its key, so that two tabs send one report.
  function takeUp() {
    var draft = read(kept), sent = read(sentMark);
    if (sent && sent.key === keyField.value) { window.location.reload(); return; }
    if (!draft || (sent && sent.key === draft.key)) return;
    var fresh = typed.every(function (name) { return !form.elements[name] || !form.elements[name].value; });
    if (!fresh) return;
    keyField.value = draft.key;
    typed.forEach(function (name) {
      if (form.elements[name] && draft.fields[name]) form.elements[name].value = draft.fields[name];
    });
    if (draft.fields.kind) {
      var kind = form.querySelector('[name=kind][value="' + draft.fields.kind + '"]');
      if (kind && kind.type === "radio") kind.checked = true;
    }
    if (draft.fields.texts_agreed && form.elements.texts_agreed) form.elements.texts_agreed.checked = true;
    say(form.dataset.found);
  }

  function work() {
    if (worked && Date.now() < gotUntil) return worked;
    if (!window.Worker || !window.crypto || !window.crypto.subtle) return Promise.resolve("");
    gotUntil = Date.now() + 40 * 60 * 1000;
    worked = fetch(form.dataset.work, { headers: { Accept: "application/json" } }).then(function (answer) {
      if (!answer.ok) throw new Error("no work");
      return answer.json();
    }).then(solve).catch(function () { worked = null; return ""; });
    return worked;
  }

  // Without a proof a report is held for a look: where none was made while the line was down, one more is tried.
  function proved() {
    return work().then(function (proof) {
      if (proof) return proof;
      worked = null;
      return work();
    });
  }

  function solve(challenge) {
    return new Promise(function (done) {
      var worker = new Worker(form.dataset.worker);
      worker.onmessage = function (message) {
        worker.terminate();
        var found = message.data;
        done(found && found.derivedKey ? btoa(JSON.stringify({ challenge: challenge, solution: found })) : "");
      };
      worker.onerror = function () { worker.terminate(); done(""); };
      worker.postMessage({ type: "work", challenge: challenge, counterStart: 0, counterStep: 1, timeout: 60000 });
    });
  }

  function atMost(promise, ms) {
    return Promise.race([promise, new Promise(function (done) { setTimeout(function () { done(""); }, ms); })]);
  }

  function chosen(field) {
    var names = Array.prototype.map.call(field.files, function (one) { return one.name; });
    var place = document.getElementById("chosen");
    if (!place.dataset.said) place.dataset.said = place.textContent;
    place.textContent = names.length ? "✓ " + names.length + " · " + names.join(" ") : place.dataset.said;
  }

  function free() {
    sending = false;
    form.removeAttribute("aria-busy");
  }

  function send() {
    if (sending) return;
    sending = true;
    waiting = false;
    form.setAttribute("aria-busy", "true");
    keep();
    say(form.dataset.wait);
    atMost(proved(), 60000).then(function (proof) {
      workField.value = proof || "";
      return fetch(form.action || window.location.href, { method: "POST", body: new FormData(form), credentials: "same-origin" });
    }).then(function (answer) {
      if (answer.redirected && answer.ok) { window.location.assign(answer.url); return null; }
      return answer.text().then(function (text) { sentBack(text); });
    }).catch(function () {
      free();
      waiting = true;
      say(form.dataset.kept);
    });
  }

  // The page came back with what is wrong: its sentences are shown here, and chosen photos stay chosen.
  function sentBack(text) {
    free();
    worked = null;
    var page = new DOMParser().parseFromString(text, "text/html");
    var receipt = page.querySelector("#report .notice-warn a");
    if (receipt) receipt.remove();
    var wrong = page.querySelectorAll(".field-error, .notice-warn, .sentence");
    var words = Array.prototype.map.call(wrong, function (one) { return one.textContent.trim(); });
    var key = page.querySelector("#report [name=key]"), notice = page.querySelector("#report [name=notice]");
    if (key) keyField.value = key.value;
    if (notice) form.elements.notice.value = notice.value;
    say(words.join(" ") || page.title, receipt && receipt.getAttribute("href"));
    said.className = "notice notice-warn";
    keep();
  }

  // On a shared phone: everything that any of our forms keeps here goes, and the form is empty again.
  function forget() {
    try {
      Object.keys(localStorage).forEach(function (key) {
        if (key.indexOf("report:") === 0 || key.indexOf("sent:") === 0) localStorage.removeItem(key);
      });
    } catch (error) { /* a phone that keeps nothing */ }
    waiting = false;
    typed.forEach(function (name) { if (form.elements[name]) form.elements[name].value = ""; });
    if (form.elements.photos) { form.elements.photos.value = ""; chosen(form.elements.photos); }
    said.className = "notice notice-info";
    say(button.dataset.done);
  }

  var button = document.getElementById("forget");
  button.hidden = false;
  button.addEventListener("click", forget);
  form.addEventListener("input", function () { keep(); work(); });
  form.addEventListener("change", function (event) {
    keep();
    work();
    if (event.target.name === "photos") chosen(event.target);
  });
  form.addEventListener("submit", function (event) {
    event.preventDefault();
    said.className = "notice notice-info";
    send();
  });
  window.addEventListener("online", function () { if (waiting) send(); });
  setInterval(function () { if (waiting && !sending && navigator.onLine !== false) send(); }, 20000);
  window.addEventListener("storage", function (event) {
    if (event.key !== sentMark || !event.newValue) return;
    var sent = read(sentMark);
    if (sent && sent.key === keyField.value) {
      waiting = false;
      say(form.dataset.sent, sent.url);
    }
  });
  window.addEventListener("pageshow", function (event) { if (event.persisted) { free(); takeUp(); } });
  takeUp();
})();
