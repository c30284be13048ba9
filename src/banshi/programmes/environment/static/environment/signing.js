// A signature drawn with the finger; without this script a tick by name serves.
(function () {
  "use strict";
  var room = document.querySelector(".signing");
  var field = document.querySelector("[name=drawing]");
  if (!room || !field) return;
  var glass = room.querySelector("canvas"), pen = glass.getContext("2d"), down = false;
  pen.lineWidth = 4;
  pen.lineCap = "round";

  function at(event) {
    var box = glass.getBoundingClientRect();
    return [(event.clientX - box.left) * glass.width / box.width, (event.clientY - box.top) * glass.height / box.height];
  }

  function show() {
    var how = document.querySelector("[name=how]:checked");
    room.hidden = !how || how.value !== "drawn";
  }

  glass.addEventListener("pointerdown", function (event) {
    down = true;
    var point = at(event);
    pen.beginPath();
    pen.moveTo(point[0], point[1]);
    event.preventDefault();
  });
  glass.addEventListener("pointermove", function (event) {
    if (!down) return;
    var point = at(event);
    pen.lineTo(point[0], point[1]);
    pen.stroke();
  });
  ["pointerup", "pointerleave"].forEach(function (name) {
    glass.addEventListener(name, function () {
      if (down) field.value = glass.toDataURL("image/png");
      down = false;
    });
  });
  room.querySelector("[data-wipe]").addEventListener("click", function () {
    pen.clearRect(0, 0, glass.width, glass.height);
    field.value = "";
  });
  document.addEventListener("change", show);
  show();
})();
