/* Staff comfort: "/" goes to the search box; the desk that was left open overnight loads itself anew. */
(function () {
  "use strict";
  var box = document.getElementById("top-search");
  document.addEventListener("keydown", function (event) {
    var at = event.target;
    if (event.key !== "/" || !box || event.ctrlKey || event.metaKey || event.altKey || /^(INPUT|TEXTAREA|SELECT)$/.test(at.tagName)) { return; }
    event.preventDefault();
    box.focus();
    box.select();
  });
  var desk = document.querySelector("[data-desk-day]"), opened = Date.now();
  if (desk) {
    document.addEventListener("visibilitychange", function () {
      if (!document.hidden && Date.now() - opened > 600000) { window.location.reload(); }
    });
  }
})();
