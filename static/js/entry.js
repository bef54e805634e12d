/* The entry form shows only the fields of the chosen kind of party; without script all are there and say so in words. */
(function () {
  "use strict";
  var form = document.querySelector("form.entry");
  var chooser = form && form.querySelector('select[name$="_XDR_LB"]');
  if (!chooser) { return; }
  function arrange() {
    var natural = chooser.value === "自然人";
    form.querySelectorAll("[data-party]").forEach(function (control) {
      var box = control.closest(".field");
      var wanted = !chooser.value || (control.dataset.party === "natural") === natural;
      if (box) { box.hidden = !wanted && !control.value; }
    });
  }
  chooser.addEventListener("change", arrange);
  arrange();
})();
