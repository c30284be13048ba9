// What is typed into a form stays in this tab until it was taken: a session that ended, a page that was open too
// long, a line that broke or a wrong click cost nobody his words. Passwords and files are not kept. The form's key
// is, so that what was taken although the answer got lost is not done twice.
(function () {
  "use strict";

  var PRE = "typed:";
  var LASTS_MS = 12 * 3600 * 1000;
  var CHECKED = ["radio", "checkbox"];
  var NEVER = ["file", "submit", "button", "reset", "image", "password"];

  function tab() {
    try {
      return window.sessionStorage;
    } catch (error) {
      return null;
    }
  }

  var store = tab();
  if (!store) return;

  function read(path) {
    try {
      var found = JSON.parse(store.getItem(PRE + path));
      if (found && Date.now() - found.at < LASTS_MS) return found;
    } catch (error) {
      store.removeItem(PRE + path);
    }
    return null;
  }

  function write(path, entry) {
    try {
      store.setItem(PRE + path, JSON.stringify(entry));
    } catch (error) {
      store.removeItem(PRE + path);
    }
  }

  function forget(path) {
    store.removeItem(PRE + path);
  }

  function fields(form) {
    return Array.prototype.filter.call(form.elements, function (one) {
      if (!one.name || NEVER.indexOf(one.type) >= 0) return false;
      return one.type !== "hidden" || one.name === "key";
    });
  }

  function keep(form, sent) {
    var values = {};
    fields(form).forEach(function (one) {
      var all = (values[one.name] = values[one.name] || []);
      if (CHECKED.indexOf(one.type) >= 0) {
        if (one.checked) all.push(one.value);
      } else if (one.type === "select-multiple") {
        Array.prototype.forEach.call(one.selectedOptions, function (option) { all.push(option.value); });
      } else {
        all.push(one.value);
      }
    });
    write(location.pathname, { at: Date.now(), who: form.dataset.typed, sent: !!sent, values: values });
  }

  function restore(form, values) {
    var at = {};
    fields(form).forEach(function (one) {
      var all = values[one.name];
      if (!all) return;
      if (CHECKED.indexOf(one.type) >= 0) {
        one.checked = all.indexOf(one.value) >= 0;
      } else if (one.type === "select-multiple") {
        Array.prototype.forEach.call(one.options, function (option) {
          option.selected = all.indexOf(option.value) >= 0;
        });
      } else {
        at[one.name] = at[one.name] || 0;
        if (at[one.name] < all.length) one.value = all[at[one.name]++];
      }
    });
  }

  // A form was taken when the page after it is one of ours, came from it, and is no refusal.
  function taken(path) {
    var navigation = performance.getEntriesByType("navigation")[0];
    var status = (navigation && navigation.responseStatus) || 200;
    if (status >= 400 || !document.querySelector("[data-bell]")) return false;
    if (path === location.pathname) return !!document.querySelector(".notice-done");
    try {
      return new URL(document.referrer).pathname === path;
    } catch (error) {
      return false;
    }
  }

  function settle() {
    Object.keys(store).forEach(function (name) {
      if (name.indexOf(PRE) !== 0) return;
      var path = name.slice(PRE.length), entry = read(path);
      if (!entry || (entry.sent && taken(path))) forget(path);
    });
  }

  // A page that was sent back and is loaded once more shows what was sent, not what was typed after it.
  function take(form) {
    var path = location.pathname, found = read(path), back = form.querySelector(".typed-back");
    var mine = found && found.who === form.dataset.typed;
    if (form.dataset.bound && !(mine && !found.sent)) {
      keep(form, false);
    } else if (mine) {
      restore(form, found.values);
      write(path, { at: found.at, who: found.who, sent: false, values: found.values });
      back.hidden = false;
    }
    form.addEventListener("input", function () { keep(form, false); });
    form.addEventListener("change", function () { keep(form, false); });
    form.addEventListener("submit", function () { keep(form, true); });
    form.addEventListener("click", function (event) {
      var discard = event.target.closest(".typed-back button");
      if (discard || event.target.closest(".acts a")) forget(path);
      if (discard) location.assign(location.href);
    });
  }

  document.addEventListener("DOMContentLoaded", function () {
    settle();
    document.querySelectorAll("form[data-typed]").forEach(take);
  });
})();
