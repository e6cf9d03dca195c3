/* Large text was asked for when this person was registered: on from the first page, and his to switch off. */
(function () {
  "use strict";
  const key = "sembilan.large_given";
  try {
    if (!sessionStorage.getItem(key)) { sessionStorage.setItem(key, "1"); window.sembilanPrefs.set("large", true); }
  } catch (error) { window.sembilanPrefs.set("large", true); }
})();
