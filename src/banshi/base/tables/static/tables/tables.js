// Lists by keyboard: / to search, j and k (or the arrows) from row to row, Enter opens, x ticks the row (Shift and a
// click tick all between). A click anywhere in a row opens it.
(function () {
  "use strict";
  document.documentElement.classList.add("has-script");

  function typing(element) {
    return element.closest("input, select, textarea, [contenteditable]") !== null;
  }

  function links() {
    return Array.prototype.slice.call(document.querySelectorAll("[data-rows] .row-link"));
  }

  function step(by) {
    var all = links();
    if (!all.length) return false;
    var here = document.activeElement.closest ? document.activeElement.closest("tr[data-href]") : null;
    var at = here ? all.indexOf(here.querySelector(".row-link")) : -1;
    var next = at < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(Math.max(at + by, 0), all.length - 1);
    all[next].focus();
    return true;
  }

  document.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    var search = document.querySelector("[data-table-search]");
    if (event.key === "/" && search) {
      event.preventDefault();
      search.focus();
      search.select();
      return;
    }
    if (event.key === "x" && tickHere()) {
      event.preventDefault();
      return;
    }
    var inRows = document.activeElement.closest && document.activeElement.closest("tr[data-href]");
    var by = { j: 1, k: -1, ArrowDown: inRows ? 1 : 0, ArrowUp: inRows ? -1 : 0 }[event.key];
    if (by && step(by)) event.preventDefault();
  });

  // Acts on several rows: what is ticked, and the bar that says so.
  var lastTicked = null;

  function boxes(form) {
    return Array.prototype.slice.call(form.querySelectorAll("input[name=row]"));
  }

  function tally(form) {
    var all = boxes(form);
    var n = all.filter(function (box) { return box.checked; }).length;
    var bar = form.querySelector(".bulk-bar");
    var said = form.querySelector("[data-ticked]");
    var whole = form.querySelector("[data-tick-all]");
    if (!said.dataset.idle) said.dataset.idle = said.textContent;
    said.textContent = n ? said.dataset.words.replace("{n}", n) : said.dataset.idle;
    bar.classList.toggle("idle", n === 0);
    whole.checked = n > 0 && n === all.length;
    whole.indeterminate = n > 0 && n < all.length;
  }

  function tallyAll() {
    document.querySelectorAll("form[data-bulk]").forEach(tally);
  }

  function tickHere() {
    var row = document.activeElement.closest ? document.activeElement.closest("tr[data-href]") : null;
    var box = row && row.querySelector("input[name=row]");
    if (!box) return false;
    box.checked = !box.checked;
    tally(box.form);
    return true;
  }

  document.addEventListener("click", function (event) {
    var box = event.target.closest("form[data-bulk] input[type=checkbox]");
    if (!box) return;
    var all = boxes(box.form);
    if (box.matches("[data-tick-all]")) {
      all.forEach(function (one) { one.checked = box.checked; });
    } else if (event.shiftKey && lastTicked && all.indexOf(lastTicked) >= 0) {
      var ends = [all.indexOf(lastTicked), all.indexOf(box)].sort(function (a, b) { return a - b; });
      all.slice(ends[0], ends[1] + 1).forEach(function (one) { one.checked = box.checked; });
    }
    lastTicked = box.matches("[name=row]") ? box : null;
    tally(box.form);
  });

  document.addEventListener("DOMContentLoaded", tallyAll);
  document.addEventListener("htmx:afterSwap", tallyAll);
  window.addEventListener("pageshow", tallyAll);

  document.addEventListener("click", function (event) {
    if (event.target.closest("a, button, input, select, label, summary, .tick")) return;
    var row = event.target.closest("tr[data-href]");
    if (!row || String(window.getSelection())) return;
    if (event.ctrlKey || event.metaKey) window.open(row.dataset.href, "_blank", "noopener");
    else window.location.assign(row.dataset.href);
  });

  function filled(form) {
    var asked = new URLSearchParams();
    new FormData(form).forEach(function (value, name) {
      if (value !== "") asked.append(name, value);
    });
    return asked;
  }

  // A choice sends the filter bar. Another day changes the whole page (the band above it), so that goes without htmx.
  document.addEventListener("change", function (event) {
    var form = event.target.closest("form.filters[hx-get]");
    if (!form || event.target.matches("[data-table-search]")) return;
    if (event.target.matches("[data-whole-page]")) {
      window.location.assign(form.action + "?" + filled(form).toString());
    } else {
      form.requestSubmit();
    }
  });

  // Empty fields stay out of the address.
  document.addEventListener("htmx:configRequest", function (event) {
    var asked = event.detail.parameters;
    if (!event.detail.elt.matches("form.filters")) return;
    Object.keys(asked).forEach(function (name) {
      if (asked[name] === "") delete asked[name];
    });
  });
})();
