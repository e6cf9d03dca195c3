/* Text size, contrast and shortcuts: remembered on this PC, applied before the first paint. */
(function () {
  "use strict";
  const root = document.documentElement;
  let kept = {};
  try { kept = JSON.parse(localStorage.getItem("sembilan.prefs") || "{}") || {}; } catch (error) { kept = {}; }
  root.classList.toggle("large", kept.large === true);
  root.classList.toggle("contrast", kept.contrast === true);
  window.sembilanPrefs = {
    get: function (name) { return name === "keys" ? kept.keys !== false : kept[name] === true; },
    set: function (name, on) {
      kept[name] = on;
      if (name !== "keys") { root.classList.toggle(name, on); }
      try { localStorage.setItem("sembilan.prefs", JSON.stringify(kept)); } catch (error) { /* private mode: the choice lasts for this page */ }
    }
  };
  document.addEventListener("DOMContentLoaded", function () {
    document.querySelectorAll("[data-pref]").forEach(function (box) {
      box.checked = window.sembilanPrefs.get(box.dataset.pref);
      box.addEventListener("change", function () { window.sembilanPrefs.set(box.dataset.pref, box.checked); });
    });
  });
})();
