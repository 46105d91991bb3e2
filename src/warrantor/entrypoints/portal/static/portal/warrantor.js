// What a page gains with JavaScript: the jump key, printing, copying a link. Everything else works without.
(function () {
  "use strict";
  document.addEventListener("keydown", function (event) {
    if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey)) return;
    var box = document.getElementById("jump-serial") || document.getElementById("serial");
    if (!box) return;
    event.preventDefault();
    box.focus();
    box.select();
  });
  function reveal(root) {
    root.querySelectorAll("[data-needs-script]").forEach(function (it) { it.hidden = false; });
  }
  document.addEventListener("click", function (event) {
    var it = event.target.closest("[data-does]");
    if (!it) return;
    if (it.dataset.does === "print") window.print();
    if (it.dataset.does === "copy") copy(it);
  });
  function copy(button) {
    var said = document.getElementById(button.getAttribute("aria-describedby"));
    navigator.clipboard.writeText(button.dataset.text).then(
      function () { said.textContent = "Copied"; },
      function () { said.textContent = "Not copied: copy it from the address bar"; });
  }
  reveal(document);
  document.addEventListener("htmx:afterSettle", function (event) { reveal(event.target); });
})();
