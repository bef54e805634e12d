/* The large-type edition without a round trip, printing, and what a mark means for those who cannot hover. Without this file they
   are ordinary forms, the browser's own menu, and the page of rules. */
(function () {
  "use strict";
  document.querySelectorAll("form.elder").forEach(function (form) {
    form.addEventListener("submit", function (event) {
      event.preventDefault();
      var root = document.documentElement, on = !root.hasAttribute("data-elder");
      document.cookie = "elder=" + (on ? 1 : 0) + ";path=/;max-age=31536000;samesite=lax";
      if (on) { root.setAttribute("data-elder", ""); } else { root.removeAttribute("data-elder"); }
      form.elements.on.value = on ? "0" : "1";
      form.querySelector("button").textContent = on ? "退出长者版" : "长者版";
    });
  });
  document.addEventListener("click", function (event) {
    var chip = event.target.closest(".chip[title]");
    if (chip && !event.target.closest("a, button, summary, label")) { chip.toggleAttribute("data-told"); }
  });
  document.querySelectorAll("[data-print]").forEach(function (button) {
    button.hidden = false;
    button.addEventListener("click", function () { window.print(); });
  });
})();
