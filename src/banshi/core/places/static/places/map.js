// Maps on the zone's own plan. What is drawn stands in the page as an attribute, and again in the list.
(function () {
  "use strict";

  var INK = "#59616b";
  var DARK = "#1b1f24";
  var RED = "#b3121d";

  function bounds(box) {
    return L.latLngBounds([box[1], box[0]], [box[3], box[2]]);
  }

  function point(pair) {
    return L.latLng(pair[1], pair[0]);
  }

  function rowOf(mark) {
    return document.querySelector('.map-list li[data-mark="' + mark.n + '"]');
  }

  // The plan is the ground: one picture in its bounds. Without scripts the page shows the same as a drawing.
  function open(room) {
    var data = JSON.parse(room.dataset.map);
    var still = room.querySelector(".map-still");
    var live = document.createElement("div");
    live.className = "map-live";
    room.appendChild(live);
    if (still) still.classList.add("map-stilled");
    var map = L.map(live, {
      attributionControl: false,
      crs: data.degrees ? L.CRS.EPSG3857 : L.CRS.Simple,
      minZoom: data.degrees ? 3 : -8,
      maxZoom: data.degrees ? 21 : 6,
      scrollWheelZoom: false,
      trackResize: !window.ResizeObserver,
      zoomAnimation: !window.matchMedia("(prefers-reduced-motion: reduce)").matches,
      zoomControl: false,
      zoomDelta: 0.5,
      zoomSnap: 0.1,
    });
    L.control.zoom({ position: "bottomright", zoomInTitle: data.words["in"], zoomOutTitle: data.words.out }).addTo(map);
    if (data.degrees) L.control.scale({ imperial: false }).addTo(map);
    if (data.ground) L.imageOverlay(data.ground.url, bounds(data.ground.bounds), { alt: data.words.plan }).addTo(map);
    map.fitBounds(bounds(data.shown), { animate: false, padding: [4, 4] });
    map.setMaxBounds(bounds(data.shown).pad(0.75));
    if (window.ResizeObserver) { // on paper the live map has no size, and must keep its place for the screen
      new ResizeObserver(function () {
        if (live.clientWidth) map.invalidateSize({ animate: false });
      }).observe(live);
    }
    // The wheel moves the page until somebody works on the map.
    map.on("click", function () { map.scrollWheelZoom.enable(); });
    live.addEventListener("mouseleave", function () { map.scrollWheelZoom.disable(); });
    data.marks.forEach(function (mark) { draw(map, mark, data.edits); });
    room.map = map;
    return { map: map, data: data };
  }

  function style(mark) {
    var red = mark.tone === "overdue";
    var going = mark.tone === "going";
    return {
      color: red ? RED : going ? DARK : INK,
      fillColor: red ? RED : INK,
      fillOpacity: going ? 0.18 : red ? 0.14 : 0.06,
      weight: red || going ? 2.5 : 1.5,
    };
  }

  function tip(mark) {
    var box = document.createElement("div");
    var name = document.createElement("b");
    name.textContent = mark.name;
    box.appendChild(name);
    box.appendChild(document.createTextNode(mark.said));
    return box;
  }

  function draw(map, mark, quiet) {
    var sign = document.createElement("a");
    sign.className = "map-key map-" + mark.shape + " " + mark.tone;
    sign.href = mark.url;
    sign.textContent = mark.n;
    sign.tabIndex = -1; // the list beneath is the keyboard's way
    sign.draggable = false;
    var row = rowOf(mark);
    var light = function (on) {
      sign.classList.toggle("lit", on);
      if (row) row.classList.toggle("lit", on);
    };
    if (mark.outline) {
      var outline = L.geoJSON(mark.outline, { style: style(mark), interactive: !quiet }).addTo(map);
      if (!quiet) {
        outline.bindTooltip(tip(mark), { sticky: true, className: "map-tip" });
        outline.on("click", function () { window.location.assign(mark.url); });
        outline.on("mouseover", function () { light(true); });
        outline.on("mouseout", function () { light(false); });
      }
    }
    var icon = L.divIcon({ className: "map-sign-room", html: sign, iconSize: [26, 26] });
    var marker = L.marker(point(mark.at), { icon: icon, keyboard: false, interactive: !quiet, riseOnHover: true, zIndexOffset: mark.shape === "square" ? 0 : 1000 });
    marker.addTo(map);
    if (quiet) { // others of its kind, while the position of one is set
      sign.removeAttribute("href");
      sign.title = mark.name;
      sign.textContent = "";
      sign.classList.add("map-other");
      return;
    }
    marker.bindTooltip(tip(mark), { direction: "top", offset: [0, -12], className: "map-tip" });
    marker.on("mouseover", function () { light(true); });
    marker.on("mouseout", function () { light(false); });
    if (!row) return;
    row.addEventListener("mouseenter", function () { light(true); });
    row.addEventListener("mouseleave", function () { light(false); });
    row.addEventListener("focusin", function () { light(true); });
    row.addEventListener("focusout", function () { light(false); });
  }

  // Setting a position: every click is one more line of the field, and the field is what is sent.
  function edit(room, opened) {
    var field = document.querySelector(room.dataset.edits);
    var acts = document.querySelector(".map-edit-acts");
    var drawn = L.layerGroup().addTo(opened.map);
    if (!field) return;

    function lines() {
      return field.value.split("\n").filter(function (line) { return line.trim(); });
    }

    function typed() {
      return lines().map(function (line) {
        var found = /^\s*(-?[\d.]+)\s*[,，;；\s]\s*(-?[\d.]+)\s*$/.exec(line);
        return found ? [Number(found[1]), Number(found[2])] : null;
      }).filter(function (pair) { return pair && isFinite(pair[0]) && isFinite(pair[1]); });
    }

    function show() {
      drawn.clearLayers();
      var shape = { color: "#1a4f8b", weight: 3, fillOpacity: 0.15 };
      if (/^\s*\{/.test(field.value)) {
        try {
          L.geoJSON(JSON.parse(field.value), { style: shape, pointToLayer: dot }).addTo(drawn);
        } catch (error) { /* still being typed */ }
        return;
      }
      var points = typed().map(point);
      if (points.length > 2) L.polygon(points, shape).addTo(drawn);
      else if (points.length === 2) L.polyline(points, shape).addTo(drawn);
      points.forEach(function (one) { dot(null, one).addTo(drawn); });
    }

    function dot(feature, at) {
      return L.circleMarker(at, { radius: 6, color: "#fff", weight: 2, fillColor: "#1a4f8b", fillOpacity: 1, interactive: false });
    }

    function set(found) {
      field.value = found.join("\n");
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }

    opened.map.on("click", function (event) {
      if (/^\s*\{/.test(field.value)) return;
      var digits = opened.data.degrees ? 6 : 1;
      set(lines().concat(event.latlng.lng.toFixed(digits) + ", " + event.latlng.lat.toFixed(digits)));
    });
    field.addEventListener("input", show);
    acts.hidden = false;
    acts.querySelector("[data-map-undo]").addEventListener("click", function () { set(lines().slice(0, -1)); });
    acts.querySelector("[data-map-clear]").addEventListener("click", function () { set([]); });
    show();
  }

  document.addEventListener("DOMContentLoaded", function () {
    document.querySelectorAll(".map-room[data-map]").forEach(function (room) {
      var opened = open(room);
      if (room.dataset.edits) edit(room, opened);
    });
  });
})();
