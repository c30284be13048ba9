// The charts of a year of air and of a section of water. The data stand in the page as an attribute, and again in the table under each chart.
(function () {
  "use strict";

  var NARROW = 720;
  var INK = "#1b1f24";
  var QUIET = "#59616b";
  var LINE = "#d9dde2";

  function read(room) {
    var data = document.getElementById(room.dataset.chart);
    return data ? JSON.parse(data.dataset.values) : null;
  }

  function pieces(data) {
    var found = data.levels.map(function (level) {
      return { min: level.min, max: level.max, label: level.name, color: level.colour };
    });
    return found;
  }

  function told(data) {
    var words = data.words;
    return function (point) {
      var day = point.data;
      if (day.void) return day.value[0] + "  " + words[day.void];
      var name = "";
      data.levels.forEach(function (level) {
        if (day.value[1] >= level.min && day.value[1] <= level.max) name = level.name;
      });
      return day.value[0] + "  AQI " + day.value[1] + " " + name + (day.primary ? "  " + day.primary : "");
    };
  }

  function calendar(data, width) {
    var narrow = width < NARROW;
    var size = narrow ? [Math.floor((width - 48) / 7), 13] : [Math.max(12, Math.floor((width - 48) / 53.2)), 20];
    var days = data.days.map(function (day) {
      if (day[1] === null) return { value: [day[0], 0], void: day[2] === "void" ? "void" : "none", itemStyle: { color: "#eef0f3" } };
      return { value: [day[0], day[1]], primary: day[3] };
    });
    return {
      animation: false,
      textStyle: { fontFamily: "inherit", color: INK },
      tooltip: { renderMode: "richText", formatter: told(data), confine: true },
      visualMap: { type: "piecewise", show: false, dimension: 1, pieces: pieces(data) },
      calendar: {
        top: narrow ? 24 : 28,
        left: narrow ? 40 : 36,
        right: 4,
        bottom: 4,
        orient: narrow ? "vertical" : "horizontal",
        range: data.range,
        cellSize: size,
        yearLabel: { show: false },
        dayLabel: { firstDay: 1, nameMap: data.words.weekdays, color: QUIET },
        monthLabel: { nameMap: data.words.months, color: QUIET },
        itemStyle: { borderColor: "#fff", borderWidth: 1, color: "#f6f7f9" },
        splitLine: { lineStyle: { color: INK, width: 1 } },
      },
      series: [{ type: "heatmap", coordinateSystem: "calendar", data: days }],
    };
  }

  function bars(data, at) {
    return data.months.map(function (month) {
      var good = month[at];
      return good === null || !month[at + 1] ? null : { value: good, of: month[at + 1] };
    });
  }

  function strip(data, width) {
    var words = data.words;
    return {
      animation: false,
      textStyle: { fontFamily: "inherit", color: INK },
      tooltip: {
        trigger: "axis",
        renderMode: "richText",
        confine: true,
        formatter: function (points) {
          return points
            .filter(function (point) {
              return point.data;
            })
            .map(function (point) {
              return point.seriesName + " " + point.name + ": " + words.good + " " + point.data.value + " " + words.of + " " + point.data.of;
            })
            .join("\n");
        },
      },
      legend: { data: [data.years[1], data.years[0]], top: 0, right: 0, itemWidth: 14, itemHeight: 10, textStyle: { color: INK } },
      grid: { left: 32, right: 4, top: 28, bottom: 24 },
      xAxis: { type: "category", data: words.months, axisTick: { show: false }, axisLine: { lineStyle: { color: INK } }, axisLabel: { color: QUIET, interval: 0, fontSize: width < NARROW ? 10 : 12 } },
      yAxis: { type: "value", name: words.good, nameTextStyle: { color: QUIET, align: "left" }, max: 31, interval: 10, splitLine: { lineStyle: { color: LINE } }, axisLabel: { color: QUIET } },
      series: [
        { name: data.years[1], type: "bar", data: bars(data, 2), itemStyle: { color: "#fff", borderColor: QUIET, borderWidth: 1 } },
        { name: data.years[0], type: "bar", data: bars(data, 0), itemStyle: { color: "#1a4f8b" } },
      ],
    };
  }

  // Classes of months as columns in the standard's colours, those of the year before as rings, the target as a line.
  function classes(data, width) {
    var words = data.words, narrow = width < NARROW;
    return {
      animation: false,
      textStyle: { fontFamily: "inherit", color: INK },
      tooltip: {
        trigger: "axis",
        renderMode: "richText",
        confine: true,
        formatter: function (points) {
          return points.filter(function (point) { return point.data && point.data.value; }).map(function (point) {
            return point.seriesName + " " + point.name + "  " + data.names[point.data.value - 1] + (point.data.why ? "  " + point.data.why : "");
          }).join("\n");
        },
      },
      legend: { data: data.before ? [data.years[1], data.years[0]] : [data.years[0]], top: 0, right: 0, itemWidth: 14, itemHeight: 10, textStyle: { color: INK } },
      grid: { left: 40, right: narrow ? 8 : 64, top: 32, bottom: 24 },
      xAxis: { type: "category", data: words.months, axisTick: { show: false }, axisLine: { lineStyle: { color: INK } }, axisLabel: { color: QUIET, interval: 0, fontSize: narrow ? 10 : 12 } },
      yAxis: {
        type: "value", min: 0, max: 6, interval: 1, name: words.grade, nameTextStyle: { color: QUIET, align: "left" },
        splitLine: { lineStyle: { color: LINE } },
        axisLabel: { color: QUIET, formatter: function (at) { return at ? data.names[at - 1] : ""; } },
      },
      series: [
        {
          name: data.years[0], type: "bar", barMaxWidth: 28, itemStyle: { color: "#fff", borderColor: QUIET, borderWidth: 1 },
          data: data.own.map(function (month) {
            if (!month) return null;
            return { value: month[0], why: month[1], itemStyle: { color: data.colours[month[0] - 1], borderColor: QUIET, borderWidth: 1 } };
          }),
          label: { show: true, position: "insideTop", color: "#000", formatter: function (point) { return data.names[point.value - 1]; } },
          markLine: data.target ? {
            silent: true, symbol: "none", lineStyle: { color: INK, type: "dashed", width: 1 },
            label: { formatter: words.target, color: INK, position: narrow ? "insideEndTop" : "end" },
            data: [{ yAxis: data.target }],
          } : undefined,
        },
        {
          name: data.years[1], type: "scatter", symbol: "circle", symbolSize: 9, z: 5,
          itemStyle: { color: "#fff", borderColor: INK, borderWidth: 2 },
          data: data.past.map(function (month) { return month ? { value: month[0], why: month[1] } : null; }),
        },
      ],
    };
  }

  var DRAWN = { calendar: calendar, strip: strip, classes: classes };

  function draw(room) {
    var data = read(room);
    var make = DRAWN[room.dataset.part];
    if (!data || !make) return;
    room.hidden = false;
    var chart = echarts.init(room, null, { renderer: "canvas" });
    chart.setOption(make(data, room.clientWidth));
    var behind = room.parentNode.querySelector("details.behind");
    if (behind) behind.open = false;
    window.addEventListener("resize", function () {
      chart.resize();
      chart.setOption(make(data, room.clientWidth), true);
    });
  }

  function openAll(open) {
    document.querySelectorAll("details.behind").forEach(function (behind) {
      behind.open = open;
    });
  }

  document.addEventListener("DOMContentLoaded", function () {
    if (!window.echarts) return;
    document.querySelectorAll("[data-chart]").forEach(draw);
  });
  window.addEventListener("beforeprint", function () {
    openAll(true);
  });
  window.addEventListener("afterprint", function () {
    openAll(!window.echarts);
  });
})();
