/* input[data-check-all] ticks all boxes of its form's table and [data-chosen] counts them. */
(function () {
  "use strict";
  document.querySelectorAll("input[data-check-all]").forEach(function (all) {
    var form = all.form || all.closest("form");
    if (!form) { return; }
    var boxes = function () { return Array.prototype.slice.call(form.querySelectorAll('tbody input[type="checkbox"]')); };
    var shown = form.querySelector("[data-chosen]");
    function count() {
      var chosen = boxes().filter(function (box) { return box.checked; }).length;
      if (shown) { shown.textContent = chosen ? "已选 " + chosen + " 条" : "未选择"; }
      all.checked = chosen > 0 && chosen === boxes().length;
      all.indeterminate = chosen > 0 && !all.checked;
    }
    all.hidden = false;
    all.addEventListener("change", function () { boxes().forEach(function (box) { box.checked = all.checked; }); count(); });
    form.addEventListener("change", function (event) { if (event.target !== all) { count(); } });
    count();
  });
})();
