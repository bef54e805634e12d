/* [data-progress="URL"]: asks every two seconds for {"percent", "text", "running"}; loads the page anew when it is over.
   Without this file the page says to reload; the job itself does not care. */
(function () {
  "use strict";
  document.querySelectorAll("[data-progress]").forEach(function (place) {
    var bar = place.querySelector("progress"), text = place.querySelector("[data-progress-text]"), wait = 2000;
    function ask() {
      fetch(place.dataset.progress, { credentials: "same-origin", headers: { Accept: "application/json" } })
        .then(function (answer) { if (!answer.ok) { throw new Error(answer.status); } return answer.json(); })
        .then(function (job) {
          if (!job.running) { window.location.reload(); return; }
          bar.value = job.percent;
          bar.textContent = job.percent + "%";
          text.textContent = job.text;
          wait = 2000;
          setTimeout(ask, wait);
        })
        .catch(function () {
          wait = Math.min(wait * 2, 30000);
          text.textContent = "暂时连不上服务器，任务仍在后台进行，正在重试";
          setTimeout(ask, wait);
        });
    }
    setTimeout(ask, 1000);
  });
})();
