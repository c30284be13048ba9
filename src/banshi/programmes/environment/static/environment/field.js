// The field form without this script is a plain form. With it a finding and its photo stay on the phone while the
// signal is gone, and each is sent once: the key of the form answers a second sending with what the first one made.
(function () {
  "use strict";
  var form = document.querySelector("form[data-field]");
  if (!form || !window.indexedDB || !window.fetch || !window.FormData || !window.Promise) return;
  form.removeAttribute("data-once");
  var said = document.getElementById("field-said"), loaded = Date.now(), busy = false;

  function say(text, link, warn) {
    said.textContent = text;
    said.className = "notice " + (warn ? "notice-warn" : "notice-info");
    said.hidden = !text;
    if (link) {
      var a = document.createElement("a");
      a.href = link;
      a.textContent = link;
      said.append(" ", a);
    }
    if (text) said.scrollIntoView({ block: "nearest" });
  }

  function today() {
    var day = new Date(form.dataset.today + "T00:00:00Z");
    day.setUTCDate(day.getUTCDate() + Math.floor((Date.now() - loaded) / 86400000));
    return day.toISOString().slice(0, 10);
  }

  function freshKey() {
    var bytes = window.crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 15) | 64;
    bytes[8] = (bytes[8] & 63) | 128;
    var text = Array.prototype.map.call(bytes, function (one) { return ("0" + one.toString(16)).slice(-2); }).join("");
    return [text.slice(0, 8), text.slice(8, 12), text.slice(12, 16), text.slice(16, 20), text.slice(20)].join("-");
  }

  var opened = new Promise(function (done, failed) {
    var asked = indexedDB.open("banshi-field", 1);
    asked.onupgradeneeded = function () { asked.result.createObjectStore("findings", { keyPath: "key" }); };
    asked.onsuccess = function () { done(asked.result); };
    asked.onerror = function () { failed(asked.error); };
  });

  function store(mode, act) {
    return opened.then(function (base) {
      return new Promise(function (done, failed) {
        var request = act(base.transaction("findings", mode).objectStore("findings"));
        request.onsuccess = function () { done(request.result); };
        request.onerror = function () { failed(request.error); };
      });
    });
  }

  function put(one) { return store("readwrite", function (found) { return found.put(one); }); }
  function drop(key) { return store("readwrite", function (found) { return found.delete(key); }); }
  function all() { return store("readonly", function (found) { return found.getAll(); }); }

  function gathered() {
    var parts = [];
    new FormData(form).forEach(function (value, name) { parts.push(value instanceof Blob ? [name, value, value.name] : [name, value]); });
    return { key: form.elements.key.value, url: form.action, parts: parts };
  }

  function post(one) {
    var data = new FormData();
    one.parts.forEach(function (part) {
      if (part[0] === "csrfmiddlewaretoken") data.append(part[0], form.elements.csrfmiddlewaretoken.value);
      else if (part.length > 2) data.append(part[0], part[1], part[2]);
      else data.append(part[0], part[1]);
    });
    return fetch(one.url, { method: "POST", body: data, credentials: "same-origin" });
  }

  function anew() {
    form.reset();
    form.elements.key.value = freshKey();
    form.removeAttribute("aria-busy");
  }

  function refused(answer) {
    return answer.text().then(function (text) {
      var page = new DOMParser().parseFromString(text, "text/html");
      var wrong = page.querySelectorAll(".field-error, .notice-warn, .sentence");
      return Array.prototype.map.call(wrong, function (one) { return one.textContent.trim(); }).join(" ") || page.title;
    });
  }

  // What waits goes one after the other; what is refused stays, with the reason, until somebody looks at it.
  function drain() {
    if (busy) return Promise.resolve();
    busy = true;
    return all().then(function (waiting) {
      return waiting.reduce(function (before, one) {
        return before.then(function () {
          return post(one).then(function (answer) {
            if (answer.ok && answer.redirected) {
              return drop(one.key).then(function () { say(form.dataset.done, answer.url); });
            }
            return refused(answer).then(function (why) { say(why, "", true); });
          });
        });
      }, Promise.resolve());
    }).catch(function () { /* still no signal */ }).then(function () { busy = false; });
  }

  form.addEventListener("submit", function (event) {
    event.preventDefault();
    if (form.getAttribute("aria-busy")) return;
    form.setAttribute("aria-busy", "true");
    form.elements.found_on.value = today();
    var one = gathered();
    say(form.dataset.wait);
    put(one).then(function () { return post(one); }).then(function (answer) {
      if (answer.ok && answer.redirected) {
        return drop(one.key).then(function () { window.location.assign(answer.url); });
      }
      return Promise.all([refused(answer), drop(one.key)]).then(function (found) {
        form.removeAttribute("aria-busy");
        say(found[0], "", true);
      });
    }).catch(function () {
      say(form.dataset.kept);
      anew();
    });
  });
  window.addEventListener("online", drain);
  setInterval(function () { if (navigator.onLine !== false) drain(); }, 20000);
  drain();
})();
