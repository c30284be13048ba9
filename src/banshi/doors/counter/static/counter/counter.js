// The counter: what is typed is kept until it is filed or discarded, proposals go into their fields, and
// Ctrl+Enter saves.
(function () {
  "use strict";

  var LASTS_MS = 12 * 3600 * 1000;
  var PRE = "banshi:";

  function store() {
    try {
      return window.localStorage;
    } catch (error) {
      return null;
    }
  }

  function fields(form) {
    return Array.prototype.filter.call(form.elements, function (one) {
      return one.name && one.type !== "file" && one.type !== "submit" && one.type !== "button" &&
        ["csrfmiddlewaretoken", "seen", "part", "done"].indexOf(one.name) < 0;
    });
  }

  function read(name) {
    var kept = store();
    if (!kept) return null;
    try {
      var found = JSON.parse(kept.getItem(PRE + name));
      if (found && Date.now() - found.at < LASTS_MS) return found;
      kept.removeItem(PRE + name);
    } catch (error) {
      kept.removeItem(PRE + name);
    }
    return null;
  }

  function keep(form) {
    var values = {};
    fields(form).forEach(function (one) {
      if (one.type === "radio" || one.type === "checkbox") {
        if (one.checked) values[one.name] = one.value;
      } else {
        values[one.name] = one.value;
      }
    });
    var kept = store();
    if (!kept) return;
    try {
      kept.setItem(PRE + form.dataset.keep, JSON.stringify({ at: Date.now(), values: values }));
    } catch (error) {
      return;
    }
  }

  function restore(form, found) {
    fields(form).forEach(function (one) {
      if (!(one.name in found.values)) return;
      if (one.type === "radio" || one.type === "checkbox") one.checked = one.value === found.values[one.name];
      else one.value = found.values[one.name];
    });
  }

  function forget(name) {
    var kept = store();
    if (!kept) return;
    Object.keys(kept).forEach(function (key) {
      if (key === PRE + name || key.indexOf(PRE + name + ":") === 0) kept.removeItem(key);
    });
  }

  function take(form) {
    var found = form.dataset.kept === "no" ? null : read(form.dataset.keep);
    var pasted = form.elements.pasted;
    if (found && form.dataset.kept === "same" && (!pasted || found.values.pasted !== pasted.value)) found = null;
    if (found) {
      restore(form, found);
      form.querySelector(".kept").hidden = false;
      form.dispatchEvent(new CustomEvent("kept"));
      var first = form.querySelector("input[name=raiser_phone], textarea");
      if (first) first.dispatchEvent(new Event("change", { bubbles: true }));
    }
    form.addEventListener("input", function () { keep(form); });
    form.addEventListener("change", function () { keep(form); });
  }

  document.addEventListener("click", function (event) {
    var fill = event.target.closest("[data-fill]");
    if (fill) {
      var form = fill.closest("form");
      var field = form.elements[fill.dataset.fill];
      field.value = fill.dataset.value;
      field.dispatchEvent(new Event("input", { bubbles: true }));
      field.dispatchEvent(new Event("change", { bubbles: true }));
      field.focus();
    }
    var discard = event.target.closest("[data-discard]");
    if (discard) {
      var owner = discard.closest("form");
      var name = owner.dataset.keep.split(":");
      if (discard.tagName === "A") name = ["draft", name[1]];
      forget(name.slice(0, 2).join(":"));
      if (discard.tagName === "A") {
        forget("paste:" + name[1]);
        return;
      }
      owner.reset();
      discard.closest(".kept").hidden = true;
      var start = owner.querySelector("input:not([type=hidden]):not([type=radio]), textarea:not([hidden])");
      if (start) start.focus();
    }
  });

  document.addEventListener("keydown", function (event) {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    var form = event.target.closest("form.counter");
    if (!form) return;
    event.preventDefault();
    form.requestSubmit(form.querySelector(".btn-primary[name=file], .acts .btn-primary:not([name=different])"));
  });

  document.addEventListener("DOMContentLoaded", function () {
    document.querySelectorAll("form[data-keep]").forEach(take);
    document.querySelectorAll("[data-forget]").forEach(function (page) {
      page.dataset.forget.split(" ").forEach(function (name) {
        forget(name);
        if (name.indexOf("paste:") === 0) forget(name.replace("paste:", "draft:"));
      });
      var next = document.getElementById("next");
      if (next) next.focus();
    });
    var wrong = document.querySelector(".field-wrong");
    var phone = document.querySelector("form.counter input[name=raiser_phone]");
    if (phone && !wrong && document.querySelector("form.counter:not([data-kept=same])")) phone.focus();
  });
})();
