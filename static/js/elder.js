/* The large-type edition without a round trip, and printing. Without this file both are ordinary forms and the browser's own menu. */
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
  document.querySelectorAll("[data-print]").forEach(function (button) {
    button.hidden = false;
    button.addEventListener("click", function () { window.print(); });
  });
})();
