/* Every page outside the runner: say that the candidate is here, ask every few seconds whether the proctor has moved, and load
   the page anew when he has.
   The pause is drawn at random, so that a full room does not ask all at once. */
(function () {
  "use strict";
  const wait = document.getElementById("wait");
  if (!wait) { return; }
  function again() { setTimeout(ask, 2500 + Math.random() * 2500); }
  function ask() {
    fetch(wait.dataset.stateUrl, { credentials: "same-origin", cache: "no-store" }).then(function (reply) {
      if (reply.status === 403) { window.location.reload(); return null; }
      return reply.ok ? reply.json() : null;
    }).then(function (state) {
      if (state && (state.lease_lost || state.now !== wait.dataset.now)) { window.location.reload(); return; }
      again();
    }, again);
  }
  again();
})();
