/* Small controllers of the staff and portal pages, bound by data- attributes. ES2018, no dependency, no build. */
(function () {
  "use strict";
  document.documentElement.classList.add("js");

  function size(bytes) {
    if (bytes < 1024 * 1024) { return Math.max(1, Math.round(bytes / 1024)).toLocaleString("id-ID") + " kB"; }
    return (bytes / 1024 / 1024).toLocaleString("id-ID", { maximumFractionDigits: 1 }) + " MB";
  }

  function submit(form) {
    if (form.requestSubmit) { form.requestSubmit(); } else { form.submit(); }
  }

  function closeMenus(except) {
    document.querySelectorAll("[data-menu][open]").forEach(function (menu) { if (menu !== except) { menu.open = false; } });
  }

  function countChosen(table) {
    const boxes = Array.from(table.querySelectorAll("[data-row-choice]"));
    const chosen = boxes.filter(function (box) { return box.checked; });
    boxes.forEach(function (box) { box.closest("tr").classList.toggle("chosen", box.checked); });
    const all = table.querySelector("[data-row-all]");
    if (all) { all.checked = boxes.length > 0 && chosen.length === boxes.length; all.indeterminate = chosen.length > 0 && chosen.length < boxes.length; }
    const scope = table.closest("form") || document;
    scope.querySelectorAll("[data-chosen-count]").forEach(function (el) { el.textContent = chosen.length.toLocaleString("id-ID"); });
    scope.querySelectorAll("[data-needs-choice]").forEach(function (el) { el.disabled = chosen.length === 0; });
  }

  /* What a fresh page or a fresh fragment needs. */
  function settle(root) {
    const summary = root.querySelector("[data-error-summary]");
    const wanted = summary || root.querySelector("[data-focus]"); /* what the page was asked for, which may lie below the fold */
    if (wanted) { wanted.focus(); }
    root.querySelectorAll("[data-row-select]").forEach(countChosen);
  }

  document.addEventListener("change", function (event) {
    const target = event.target;
    const preview = target.closest("[data-file-preview]");
    if (preview && target.files) {
      preview.querySelector("output").textContent = Array.from(target.files).map(function (f) { return f.name + " · " + size(f.size); }).join(", ");
    }
    if (target.matches("[data-auto-submit] select, [data-auto-submit] input:not([type=search]):not([type=text])")) { submit(target.form); }
    const table = target.closest("[data-row-select]");
    if (table) {
      if (target.matches("[data-row-all]")) { table.querySelectorAll("[data-row-choice]").forEach(function (box) { box.checked = target.checked; }); }
      countChosen(table);
    }
  });

  document.addEventListener("submit", function (event) {
    const form = event.target;
    if (!form.matches("[data-once]")) { return; }
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "1";
    form.setAttribute("aria-busy", "true");
    form.querySelectorAll("[data-waiting]").forEach(function (el) { el.textContent = el.dataset.waiting; });
  });

  function flip(toggle) {
    const open = document.getElementById(toggle.dataset.toggle).classList.toggle("open");
    toggle.setAttribute("aria-expanded", String(open));
  }

  document.addEventListener("click", function (event) {
    const target = event.target;
    closeMenus(target.closest("[data-menu]"));
    const toggle = target.closest("[data-toggle]");
    if (toggle) { flip(toggle); }
    if (target.closest("[data-print]")) { window.print(); }
  });

  document.addEventListener("keydown", function (event) {
    if (event.key !== "Escape") { return; }
    const menu = document.querySelector("[data-menu][open]");
    if (menu) { menu.open = false; menu.querySelector("summary").focus(); return; }
    const toggle = document.querySelector("[data-toggle][aria-expanded=true]");
    if (toggle) { flip(toggle); toggle.focus(); }
  });

  // Paper has no fold: what is closed on the screen is printed too.
  window.addEventListener("beforeprint", function () {
    document.querySelectorAll("main details:not([open], .chart-twin)").forEach(function (fold) { fold.dataset.folded = "1"; fold.open = true; });
  });
  window.addEventListener("afterprint", function () {
    document.querySelectorAll("main details[data-folded]").forEach(function (fold) { delete fold.dataset.folded; fold.open = false; });
  });

  window.addEventListener("pageshow", function () {
    document.querySelectorAll("[data-once]").forEach(function (form) { delete form.dataset.sent; form.removeAttribute("aria-busy"); });
    document.querySelectorAll("[data-waiting]").forEach(function (el) { el.textContent = ""; });
  });
  document.addEventListener("DOMContentLoaded", function () { settle(document); });
  document.addEventListener("htmx:afterSettle", function (event) { settle(event.target); });
})();
