/* [data-upload]: a file may be dropped anywhere in the box; name and size of the chosen file are said. Without this file the
   control itself still takes a dropped or chosen file. */
(function () {
  "use strict";
  document.querySelectorAll("[data-upload]").forEach(function (box) {
    var input = box.querySelector('input[type="file"]'), said = box.querySelector("[data-upload-chosen]"), first = said.textContent;
    function tell() {
      var file = input.files[0];
      said.textContent = file ? "已选择：" + file.name + "（" + Math.max(1, Math.round(file.size / 1024)).toLocaleString() + " KB）" : first;
    }
    ["dragenter", "dragover"].forEach(function (name) {
      box.addEventListener(name, function (event) { event.preventDefault(); box.classList.add("over"); });
    });
    ["dragleave", "drop"].forEach(function (name) {
      box.addEventListener(name, function () { box.classList.remove("over"); });
    });
    box.addEventListener("drop", function (event) {
      if (!event.dataTransfer.files.length) { return; }
      event.preventDefault();
      input.files = event.dataTransfer.files;
      tell();
    });
    input.addEventListener("change", tell);
  });
})();
