// The shell's few movements: menus that close, forms that are sent once, the print act.
(function () {
  "use strict";

  function closeMenus(except) {
    document.querySelectorAll("details.menu[open]").forEach(function (menu) {
      if (menu !== except) menu.open = false;
    });
  }

  document.addEventListener("click", function (event) {
    closeMenus(event.target.closest("details.menu"));
    if (event.target.closest("[data-print]")) {
      event.preventDefault();
      closeMenus(null);
      window.print();
    }
  });

  // A page that was asked for to be printed is: the asking was noted, which an opened page alone cannot be.
  window.addEventListener("load", function () {
    if (document.querySelector("[data-print-now]")) window.print();
  });

  // Copying what stands in a field; without a clipboard the text is marked, so that it can be copied by hand.
  document.addEventListener("click", function (event) {
    var button = event.target.closest("[data-copy]");
    if (!button) return;
    var field = document.querySelector(button.dataset.copy);
    field.focus();
    field.select();
    if (!navigator.clipboard) return;
    navigator.clipboard.writeText(field.value).then(function () {
      button.textContent = button.dataset.done;
    });
  });

  document.addEventListener("keydown", function (event) {
    if (event.key !== "Escape") return;
    var open = document.querySelector("details.menu[open]");
    if (open) {
      open.open = false;
      open.querySelector("summary").focus();
    }
  });

  // A second click while the first is under way has no effect here, and none on the server by the form's key.
  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (!form.hasAttribute("data-once")) return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    form.setAttribute("aria-busy", "true");
  });

  window.addEventListener("pageshow", function () {
    document.querySelectorAll("form[data-sent]").forEach(function (form) {
      delete form.dataset.sent;
      form.removeAttribute("aria-busy");
    });
  });

  // A change in a filter sends the filter bar; without this script its button does.
  document.addEventListener("change", function (event) {
    var form = event.target.closest("form[data-auto]");
    if (form) form.requestSubmit();
  });

  // A list wider than the page becomes a room of its own; a table wider than its room is moved by the arrow keys too.
  function openRooms() {
    document.querySelectorAll(".table-part").forEach(function (part) {
      part.classList.toggle("table-room", part.scrollWidth > part.clientWidth);
    });
    document.querySelectorAll(".table-room").forEach(function (room) {
      if (room.scrollWidth > room.clientWidth) room.tabIndex = 0;
      else room.removeAttribute("tabindex");
    });
  }

  // The bell's count is asked for once a minute in all tabs together, never by a page itself.
  var ASKED_EVERY_MS = 60000, leaving = false;

  function showBell(bell, count) {
    var badge = bell.querySelector(".badge-count");
    badge.hidden = !count;
    badge.textContent = count > 99 ? "99+" : String(count);
  }

  function askBell(bell) {
    var kept = null;
    try {
      kept = JSON.parse(localStorage.getItem("bell"));
    } catch (error) {
      kept = null;
    }
    var same = kept && kept.who === bell.dataset.who;
    if (same) showBell(bell, kept.count);
    if (same && Date.now() - kept.at < ASKED_EVERY_MS && location.pathname !== bell.pathname) return;
    fetch(bell.dataset.bell, { headers: { Accept: "application/json" } })
      .then(function (answer) {
        return answer.ok ? answer.json() : null;
      })
      .then(function (found) {
        if (!found || leaving) return;
        showBell(bell, found.unread);
        localStorage.setItem("bell", JSON.stringify({ at: Date.now(), count: found.unread, who: bell.dataset.who }));
      })
      .catch(function () {});
  }

  document.addEventListener("DOMContentLoaded", function () {
    var bell = document.querySelector("[data-bell]");
    if (bell) askBell(bell);
  });

  // Pages kept for use without a signal (ui/keeper.js) are one account's: whoever else signs in finds none.
  function dropKept(but) {
    if (!window.caches) return Promise.resolve();
    return caches.keys().then(function (names) {
      return Promise.all(names.filter(function (name) {
        return name.indexOf("kept:") === 0 && name !== but;
      }).map(function (name) { return caches.delete(name); }));
    }).catch(function () {});
  }

  // How much this account recorded that no server has taken yet; a script that keeps such things says so.
  function unsent(who) {
    var count = 0;
    try {
      Object.keys(localStorage).forEach(function (key) {
        if (key.indexOf("unsent:") !== 0) return;
        var kept = JSON.parse(localStorage.getItem(key));
        if (kept && kept.who === who) count += kept.count;
      });
    } catch (error) { /* a browser that keeps nothing */ }
    return count;
  }

  // Whoever signs out leaves nothing of what was typed in this browser, and no kept page, to the next reader.
  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (!form.matches("form[data-forget]")) return;
    event.preventDefault();
    var count = unsent(form.dataset.who);
    if (count && !window.confirm(form.dataset.unsent.replace("{n}", count))) return;
    leaving = true;
    try {
      [localStorage, sessionStorage].forEach(function (kept) {
        Object.keys(kept).forEach(function (key) {
          if (/^(banshi|report|sent|typed|unsent):|^bell$/.test(key)) kept.removeItem(key);
        });
      });
    } catch (error) { /* a browser that keeps nothing */ }
    function go() { form.submit(); }
    Promise.race([dropKept(""), new Promise(function (done) { setTimeout(done, 2000); })]).then(go, go);
  });

  document.addEventListener("DOMContentLoaded", function () {
    var inside = document.querySelector("form[data-forget]");
    if (inside) dropKept("kept:" + inside.dataset.who);
  });

  window.addEventListener("resize", openRooms);
  document.addEventListener("htmx:afterSettle", openRooms);

  document.addEventListener("DOMContentLoaded", function () {
    openRooms();
    var wrong = document.querySelector(".field-wrong input, .field-wrong select, .field-wrong textarea");
    if (wrong) wrong.focus();
  });
})();
