/* Comfort for forms: focus on the error summary, checks while typing, a word before typed data is lost. */
(function () {
  "use strict";
  var summary = document.querySelector("[data-focus]");
  if (summary) { summary.focus(); }

  /* form[data-check="URL"]: the whole form is posted after each change; the answer is
     {"fields": {"name": {"level": "error|warning|ok|known", "message": "…", "fix": "…"}}}. Only touched fields speak, and those for
     which something is known already; all that is known goes in by one click. */
  function show(form, name, finding) {
    var place = form.querySelector('[data-hint-for="' + name + '"]');
    if (!place) { return; }
    place.textContent = "";
    place.hidden = !finding;
    if (!finding) { return; }
    var chip = document.createElement("span");
    chip.className = "chip chip-" + ({ error: "red", warning: "orange", ok: "green" }[finding.level] || "grey");
    chip.textContent = { error: "需要修改", warning: "请核对", ok: "符合要求", known: "可以带出" }[finding.level] || "提示";
    place.appendChild(chip);
    place.appendChild(document.createTextNode(" " + (finding.message || "")));
    if (finding.fix) { place.appendChild(fixButton(form, name, finding)); }
  }

  function put(form, name, value) {
    var control = form.elements[name], boxes = control instanceof RadioNodeList ? control : null;
    if (!boxes) { control.value = value; }
    (boxes || []).forEach(function (box) { box.checked = value.split(";").indexOf(box.value) >= 0; });
    (boxes ? boxes[0] : control).dispatchEvent(new Event("change", { bubbles: true }));
    return boxes ? boxes[0] : control;
  }

  function fixButton(form, name, finding) {
    var button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn-small";
    button.textContent = (finding.level === "known" ? "填入 " : "改为 ") + finding.fix;
    button.addEventListener("click", function () {
      var control = put(form, name, finding.fix);
      if (finding.level === "known") {
        Object.keys(known).forEach(function (other) { put(form, other, known[other]); });
      }
      control.focus();
    });
    return button;
  }
  var known = {};

  function watch(form) {
    var touched = {}, timer = 0, round = 0;
    function ask() {
      var mine = ++round;
      fetch(form.dataset.check, { method: "POST", body: new FormData(form), credentials: "same-origin", headers: { "X-Requested-With": "fetch" } })
        .then(function (answer) { return answer.ok ? answer.json() : null; })
        .then(function (answer) {
          if (!answer || mine !== round) { return; }
          var fields = answer.fields || {};
          known = {};
          Object.keys(fields).forEach(function (name) {
            if (fields[name].level === "known") { known[name] = fields[name].fix; touched[name] = true; }
          });
          Object.keys(touched).forEach(function (name) { show(form, name, fields[name]); });
        })
        .catch(function () { /* no network: the server checks again on saving */ });
    }
    form.addEventListener("input", function (event) {
      if (!event.target.name) { return; }
      touched[event.target.name] = true;
      clearTimeout(timer);
      timer = setTimeout(ask, 500);
    });
    form.addEventListener("change", function (event) {
      if (event.target.name) { touched[event.target.name] = true; clearTimeout(timer); timer = setTimeout(ask, 50); }
    });
  }
  document.querySelectorAll("form[data-check]").forEach(watch);

  /* form[data-guard]: leaving with unsaved typing asks first */
  document.querySelectorAll("form[data-guard]").forEach(function (form) {
    var dirty = false;
    form.addEventListener("input", function () { dirty = true; });
    form.addEventListener("submit", function () { dirty = false; });
    window.addEventListener("beforeunload", function (event) { if (dirty) { event.preventDefault(); event.returnValue = ""; } });
  });

  /* a form is sent once */
  document.querySelectorAll("form[data-once]").forEach(function (form) {
    form.addEventListener("submit", function (event) {
      if (form.dataset.sent) { event.preventDefault(); return; }
      form.dataset.sent = "yes";
      setTimeout(function () { delete form.dataset.sent; }, 8000);
    });
  });
})();
