/* Draws every figure[data-chart] with ECharts: canvas, rich-text tooltip (nothing that a strict policy forbids).
   The numbers come from a JSON block; the table under the chart stays, so nothing is lost when this file does not run. */
(function () {
  "use strict";
  var style = getComputedStyle(document.documentElement);
  var token = function (name) { return style.getPropertyValue("--" + name).trim(); };
  var palette = [token("link"), "#b4690e", token("green"), token("purple"), token("ink-soft")];
  var symbols = ["circle", "rect", "triangle", "diamond", "emptyCircle"];
  var dashes = ["solid", "dashed", "dotted", "solid", "dashed"];

  function axisText() { return { color: token("ink-soft"), fontFamily: token("font"), fontSize: 13 }; }

  function series(data, line, index) {
    var bars = data.kind !== "line";
    return {
      name: line.name, type: bars ? "bar" : "line", data: line.values, barMaxWidth: 36, connectNulls: false,
      symbol: symbols[index % 5], symbolSize: 8, lineStyle: { width: 2, type: dashes[index % 5] },
      label: { show: bars && data.series.length === 1, position: data.kind === "hbar" ? "right" : "top", color: token("ink") },
      markLine: index === 0 && data.target !== null ? {
        silent: true, symbol: "none", lineStyle: { color: token("green"), type: "solid" },
        label: { formatter: "目标 " + data.target + data.unit, color: token("green"), position: "insideEndTop" },
        data: [data.kind === "hbar" ? { xAxis: data.target } : { yAxis: data.target }]
      } : undefined
    };
  }

  function option(data) {
    var category = { type: "category", data: data.labels, axisLabel: axisText(), axisTick: { show: false } };
    var value = {
      type: "value", minInterval: data.unit === "%" ? 0 : 1, axisLabel: Object.assign({ formatter: "{value}" + data.unit }, axisText()),
      splitLine: { lineStyle: { color: token("line") } }, max: data.target === 100 ? 100 : null
    };
    var flat = data.kind === "hbar";
    if (flat) { category.inverse = true; }
    return {
      animation: false, color: palette, textStyle: { fontFamily: token("font") }, aria: { enabled: false },
      grid: { left: 8, right: 24, top: data.series.length > 1 ? 40 : 24, bottom: 8, containLabel: true },
      legend: data.series.length > 1 ? { top: 0, left: 0, textStyle: axisText() } : undefined,
      tooltip: { trigger: "axis", renderMode: "richText", confine: true, valueFormatter: function (v) { return v === null || v === undefined ? "无" : v + data.unit; } },
      xAxis: flat ? value : category, yAxis: flat ? category : value,
      series: data.series.map(function (line, index) { return series(data, line, index); })
    };
  }

  function draw(figure) {
    var source = document.getElementById(figure.dataset.chart);
    var place = figure.querySelector(".chart-canvas");
    if (!source || !place || figure.dataset.drawn) { return; }
    var data = JSON.parse(source.textContent);
    if (!data.series.some(function (line) { return line.values.some(Boolean); })) { return; } /* nothing to see: the table says it */
    figure.dataset.drawn = "yes";
    var chart = window.echarts.init(place, null, { renderer: "canvas" });
    chart.setOption(option(data));
    window.addEventListener("resize", function () { chart.resize(); });
  }

  function all() { if (window.echarts) { document.querySelectorAll("figure[data-chart]").forEach(draw); } }
  all();
})();
