// The field form without this script is a plain form. With it a finding and its photo stay on the phone until the
// server has taken them: while the signal is gone, after the sign-in ended, or when the server could not. Each is sent
// once: the key of the form answers a second sending with what the first one made. What waits is listed, is sent only
// in the name of whoever recorded it and in the order in which it was recorded, and goes without having been sent only
// when somebody gives it up. So do the items ticked off at a site.
(function () {
  "use strict";
  var queue = document.getElementById("field-queue"), forms = document.querySelectorAll("form[data-field]");
  if (!queue || !window.indexedDB || !window.fetch || !window.FormData || !window.Promise) return;
  var words = queue.dataset, token = queue.querySelector("[name=csrfmiddlewaretoken]").value;
  var said = document.getElementById("field-said"), list = document.getElementById("field-waiting");
  // A page kept for use without a signal says since when; its day is counted from then.
  var loaded = Number(document.documentElement.dataset.kept) || Date.now(), busy = false, again = false, why = {};

  function say(text, link, name, warn) {
    said.textContent = text;
    said.className = "notice " + (warn ? "notice-warn" : "notice-info");
    said.hidden = !text;
    if (link) {
      var a = document.createElement("a");
      a.href = link;
      a.textContent = name;
      said.append(" ", a);
    }
    if (text) said.scrollIntoView({ block: "nearest" });
  }

  // The zone's date: that of the page, and one more for each midnight since.
  function today(form) {
    var day = new Date(form.dataset.today + "T00:00:00Z"), left = Number(form.dataset.left) * 1000;
    day.setUTCDate(day.getUTCDate() + Math.floor((Date.now() - loaded - left) / 86400000) + 1);
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
  function own() {
    return store("readonly", function (found) { return found.getAll(); }).then(function (found) {
      var mine = found.filter(function (one) { return !one.who || one.who === words.who; });
      return mine.sort(function (a, b) { return (a.at || 0) - (b.at || 0); });
    });
  }

  function gathered(form) {
    var parts = [], chosen = form.querySelector("[name=item]:checked");
    new FormData(form).forEach(function (value, name) { parts.push(value instanceof Blob ? [name, value, value.name] : [name, value]); });
    return {
      key: form.elements.key.value, url: form.action, back: form.dataset.back, parts: parts, who: words.who, at: Date.now(),
      name: form.dataset.site + " · " + (chosen ? chosen.closest("label").textContent.trim() : form.dataset.what)
    };
  }

  function post(one) {
    var data = new FormData();
    one.parts.forEach(function (part) {
      if (part[0] === "csrfmiddlewaretoken") data.append(part[0], token);
      else if (part.length > 2) data.append(part[0], part[1], part[2]);
      else data.append(part[0], part[1]);
    });
    return fetch(one.url, { method: "POST", body: data, credentials: "same-origin" });
  }

  // Taken is only what led back to the stop: an answer from the door of the house is fine too, and took nothing.
  function taken(one, answer) {
    return answer.ok && answer.redirected && new URL(answer.url).pathname === (one.back || new URL(one.url).pathname.replace(/finding\/$/, ""));
  }

  // A page may be shown more than once, and kept ones are: a form's key is made when it is shown.
  function anew(form) {
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

  function atTheDoor(answer) { return answer.ok && answer.redirected; }

  function signedOut() {
    say(words.signedOut, "/sign/in?next=" + encodeURIComponent(window.location.pathname), words.signIn, true);
  }

  function line(one) {
    var row = document.createElement("li"), give = document.createElement("button");
    row.append(one.name + " ");
    one.parts.forEach(function (part) {
      if (part.length < 3 || !part[1].size) return;
      var a = document.createElement("a");
      a.href = URL.createObjectURL(part[1]);
      a.download = part[2];
      a.textContent = words.photo;
      row.append(a, " ");
    });
    if (why[one.key]) {
      var text = document.createElement("span");
      text.className = "quiet";
      text.textContent = why[one.key];
      row.append(text, " ");
    }
    give.type = "button";
    give.className = "btn btn-small";
    give.textContent = words.drop;
    give.addEventListener("click", function () { drop(one.key).then(show).then(drain); });
    row.append(give);
    return row;
  }

  // What a sign-out would lose is told by the shell (ui/ui.js).
  function count(waiting) {
    try {
      if (waiting) localStorage.setItem("unsent:field", JSON.stringify({ who: words.who, count: waiting }));
      else localStorage.removeItem("unsent:field");
    } catch (error) { /* a browser that keeps nothing */ }
  }

  function changed(one) {
    if (one.back) document.dispatchEvent(new CustomEvent("kept:changed", { detail: one.back }));
  }

  function show() {
    return own().then(function (waiting) {
      list.textContent = "";
      list.hidden = !waiting.length;
      count(waiting.length);
      if (!waiting.length) return;
      var head = document.createElement("li"), strong = document.createElement("strong");
      strong.textContent = words.waits + " " + waiting.length;
      head.append(strong);
      list.append(head);
      waiting.forEach(function (one) { list.append(line(one)); });
    });
  }

  // What waits goes one after the other; what is refused stays, with the reason, until somebody looks at it, and holds
  // back what was recorded after it at the same stop: "all others are met" must not come before what is not.
  function drain() {
    if (busy) {
      again = true;  // the signal may have come back since the one under way began
      return Promise.resolve();
    }
    busy = true;
    again = false;
    var held = {};
    return own().then(function (waiting) {
      return waiting.reduce(function (before, one) {
        return before.then(function () {
          if (held[one.back]) return;
          return post(one).then(function (answer) {
            if (taken(one, answer)) {
              delete why[one.key];
              return drop(one.key).then(function () {
                say(words.done, one.back, one.name);
                changed(one);
              });
            }
            held[one.back] = true;
            if (atTheDoor(answer)) return signedOut();
            return refused(answer).then(function (text) { why[one.key] = text; });
          });
        });
      }, Promise.resolve());
    }).catch(function () { /* still no signal */ }).then(show).catch(function () {}).then(free);
  }

  function free() {
    busy = false;
    if (again) drain();
  }

  function submitted(event) {
    var form = event.target;
    event.preventDefault();
    if (form.getAttribute("aria-busy")) return;
    form.setAttribute("aria-busy", "true");
    form.querySelector("[data-day]").value = today(form);
    var one = gathered(form);
    say(words.wait);
    busy = true;
    put(one).then(own).then(function (waiting) {
      var before = waiting.some(function (other) { return other.key !== one.key && other.back === one.back; });
      return before ? null : post(one);
    }).then(function (answer) {
      if (!answer) {
        say(words.behind, "", "", true);
        anew(form);
        return show().then(function () { setTimeout(drain, 50); });
      }
      if (taken(one, answer)) {
        return drop(one.key).then(function () { window.location.assign(answer.url); });
      }
      if (atTheDoor(answer)) {
        signedOut();
        anew(form);
        return show();
      }
      return refused(answer).then(function (text) {
        form.removeAttribute("aria-busy");
        say(text, "", "", true);
        // What was typed wrong is corrected in the form; what the server could not take stays on the phone.
        if (answer.status === 422) return drop(one.key);
        why[one.key] = text;
        anew(form);
        return show();
      });
    }).catch(function () {
      say(words.kept);
      anew(form);
      return show();
    }).then(free);
  }

  Array.prototype.forEach.call(forms, function (form) {
    form.removeAttribute("data-once");
    form.elements.key.value = freshKey();
    form.addEventListener("submit", submitted);
  });
  window.addEventListener("online", drain);
  setInterval(function () { if (navigator.onLine !== false && !busy) drain(); }, 20000);
  drain();
})();
