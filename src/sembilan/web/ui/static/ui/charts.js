/* Starts ECharts on every [data-chart] from its JSON block. The table twin beside it holds the same figures.
   Spec: {kind: "bar"|"line"|"scatter", x: [labels] (bar, line), x_name, y_name, horizontal (bar; the value's name stays out),
          series: [{name, values: [number|null] | [[x, y], ...], low: [..], high: [..]}]}; low and high draw error bars. */
(function () {
  "use strict";

  function token(name) { return getComputedStyle(document.documentElement).getPropertyValue(name).trim(); }

  function errorBars(series, horizontal, colour) {
    return {
      type: "custom", name: series.name, silent: true, tooltip: { show: false }, z: 5,
      data: series.values.map(function (v, i) { return [i, series.low[i], series.high[i]]; }).filter(function (d) { return d[1] !== null && d[2] !== null; }),
      renderItem: function (params, api) {
        const point = function (v) { return api.coord(horizontal ? [v, api.value(0)] : [api.value(0), v]); };
        const a = point(api.value(1)), b = point(api.value(2)), cap = 5;
        const line = function (x1, y1, x2, y2) { return { type: "line", shape: { x1: x1, y1: y1, x2: x2, y2: y2 }, style: { stroke: colour, lineWidth: 1.5 } }; };
        const ends = horizontal ? [line(a[0], a[1] - cap, a[0], a[1] + cap), line(b[0], b[1] - cap, b[0], b[1] + cap)] : [line(a[0] - cap, a[1], a[0] + cap, a[1]), line(b[0] - cap, b[1], b[0] + cap, b[1])];
        return { type: "group", children: [line(a[0], a[1], b[0], b[1])].concat(ends) };
      }
    };
  }

  /* width: the drawing's own, in pixels; names of bars lying down take at most two fifths of it and wrap. */
  function option(spec, width) {
    const ink = token("--ink"), soft = token("--ink-soft"), rule = token("--line");
    const palette = [token("--accent"), "#b0812d", "#4d7f72", "#7a6a9e", "#8a8f98"];
    const text = { color: soft, fontSize: 14 };
    const labels = { type: "category", data: spec.x, axisLabel: text, axisTick: { show: false }, axisLine: { lineStyle: { color: rule } } };
    if (spec.horizontal) { labels.axisLabel = Object.assign({ width: Math.min(280, Math.round(width * 0.4)), overflow: "break", interval: 0, lineHeight: 16 }, text, width < 500 ? { fontSize: 13 } : {}); }
    const value = function (name) { return { type: "value", name: spec.horizontal ? "" : name, nameTextStyle: text, splitNumber: width < 500 ? 3 : 5, axisLabel: Object.assign({ formatter: function (v) { return v.toLocaleString(document.documentElement.lang); } }, text), splitLine: { lineStyle: { color: rule } } }; };
    const scatter = spec.kind === "scatter";
    const series = [];
    spec.series.forEach(function (s) {
      series.push({ type: spec.kind, name: s.name, data: s.values, barMaxWidth: 36, symbolSize: scatter ? 8 : 7, lineStyle: { width: 2 } });
      if (s.low && s.high) { series.push(errorBars(s, spec.horizontal, ink)); }
    });
    return {
      animation: false, color: palette, textStyle: { fontFamily: token("--font"), color: ink, fontSize: 14 },
      grid: { left: 8, right: 24, top: spec.series.length > 1 ? 56 : 32, bottom: 8, containLabel: true },
      legend: { show: spec.series.length > 1, top: 0, left: 0, icon: "roundRect", textStyle: { color: ink, fontSize: 14 }, data: spec.series.map(function (s) { return s.name; }) },
      tooltip: { trigger: scatter ? "item" : "axis", renderMode: "richText", axisPointer: { type: "shadow" } },
      xAxis: scatter ? value(spec.x_name) : spec.horizontal ? value(spec.y_name) : labels,
      yAxis: scatter ? value(spec.y_name) : spec.horizontal ? Object.assign({ inverse: true }, labels) : value(spec.y_name),
      series: series
    };
  }

  function draw(root) {
    root.querySelectorAll("[data-chart]").forEach(function (el) {
      if (window.echarts.getInstanceByDom(el)) { return; }
      window.echarts.init(el, null, { renderer: "canvas" });
      fill(el);
    });
  }
  function fill(el) {
    window.echarts.getInstanceByDom(el).setOption(option(JSON.parse(document.getElementById(el.dataset.chart).textContent), el.clientWidth));
  }

  window.addEventListener("resize", function () {
    document.querySelectorAll("[data-chart]").forEach(function (el) { const chart = window.echarts.getInstanceByDom(el); if (chart) { chart.resize(); fill(el); } });
  });
  document.addEventListener("DOMContentLoaded", function () { draw(document); });
  document.addEventListener("htmx:afterSettle", function (event) { draw(event.target); });
})();
