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

  // A table wider than its room is moved by the arrow keys too.
  function openRooms() {
    document.querySelectorAll(".table-room").forEach(function (room) {
      if (room.scrollWidth > room.clientWidth) room.tabIndex = 0;
      else room.removeAttribute("tabindex");
    });
  }

  window.addEventListener("resize", openRooms);

  document.addEventListener("DOMContentLoaded", function () {
    openRooms();
    var wrong = document.querySelector(".field-wrong input, .field-wrong select, .field-wrong textarea");
    if (wrong) wrong.focus();
  });
})();
