// The page's half of keeping pages for use without a signal: it asks the worker (ui/keeper.js) to keep what the page
// names, says what is kept, and shows a bar while there is no signal. Without a worker the page is as it is.
(function () {
  "use strict";
  var room = document.querySelector("[data-keeper]");
  if (!room) return;
  var words = room.dataset, bar = room.querySelector(".kept-bar"), line = room.querySelector(".kept-line");
  var list = document.querySelector("[data-kept-list]"), copy = document.documentElement.hasAttribute("data-kept");
  var pages = words.pages ? words.pages.split(" ") : [];

  function signal() {
    var gone = navigator.onLine === false;
    bar.hidden = !gone && !copy;
    bar.textContent = gone || !room.classList.contains("kept-back") ? words.bar : words.back;
    if (copy && !gone && room.classList.contains("kept-back")) {
      var again = document.createElement("a");
      again.href = location.pathname;
      again.textContent = words.again;
      bar.append(" ", again);
    }
  }

  function said(found) {
    if (found.of && found.held === found.of) return words.said.replace("{at}", found.at);
    return found.held ? words.part.replace("{held}", found.held).replace("{of}", found.of) : words.nothing;
  }

  function show(found) {
    if ("done" in found) line.textContent = words.keeping.replace("{held}", found.done).replace("{of}", found.of);
    else {
      line.textContent = pages.length ? said(found) : "";
      if (list) fill(found.list);
    }
    line.hidden = !line.textContent;
  }

  function fill(found) {
    list.textContent = "";
    found.forEach(function (one) {
      var row = document.createElement("li"), a = document.createElement("a");
      a.href = new URL(one.url).pathname;
      a.textContent = new DOMParser().parseFromString(one.title, "text/html").body.textContent;
      row.append(a);
      list.append(row);
    });
  }

  window.addEventListener("offline", signal);
  window.addEventListener("online", function () { room.classList.add("kept-back"); signal(); });
  signal();

  if (!navigator.serviceWorker || !window.caches || !window.MessageChannel) {
    line.textContent = words.unable;
    line.hidden = !pages.length;
    return;
  }

  function ask(what) {
    return navigator.serviceWorker.ready.then(function (registration) {
      var line = new MessageChannel();
      line.port1.onmessage = function (event) { show(event.data); };
      registration.active.postMessage(what, [line.port2]);
    });
  }

  // What was recorded changes a page: whoever sends it says so, and the page is kept anew.
  document.addEventListener("kept:changed", function (event) {
    ask({ who: words.who, keep: true, anew: true, pages: [event.detail], tell: pages });
  });

  navigator.serviceWorker.register(words.keeper).then(function () {
    return ask({ who: words.who, keep: !copy && pages.length > 0, pages: pages });
  }).catch(function () {
    // Without a signal the script of the worker cannot be asked for; the worker that is there answers all the same.
    if (navigator.serviceWorker.controller) return ask({ who: words.who, pages: pages });
    line.textContent = words.unable;
    line.hidden = !pages.length;
  });
})();
