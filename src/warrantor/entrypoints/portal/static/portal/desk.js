// Keys of the desk: each strikes what the page has anyway (`data-key`), or walks along the rows of `data-walk`. Off in
// fields; who turned them off does not get this file.
(function () {
  "use strict";
  var TYPES = "input:not([type=checkbox]), textarea, select, [contenteditable]";
  var ROWS = "[data-walk] tbody tr", CHORD = 1500, before = "", when = 0;

  function row() { return document.activeElement && document.activeElement.closest(ROWS); }
  function walk(by) {
    var rows = Array.from(document.querySelectorAll(ROWS)), at = rows.indexOf(row());
    var to = rows[at < 0 ? 0 : Math.min(Math.max(at + by, 0), rows.length - 1)];
    if (to) to.querySelector("a").focus();
    return Boolean(to);
  }
  function find(key) {
    var all = Array.from(document.querySelectorAll("[data-key]")).filter(function (it) { return it.dataset.key === key; });
    var here = row(), picked = document.querySelector(ROWS + " [data-key=x]:checked");
    var inRow = all.find(function (it) { return here && here.contains(it); });
    var ofPage = all.find(function (it) { return !it.closest(ROWS); });
    return key === "a" && picked ? ofPage : inRow || ofPage;
  }
  function strike(key) {
    var it = find(key);
    if (!it) return false;
    if (it.matches(TYPES)) { it.focus(); it.select(); return true; }
    it.click();
    if (it.matches("summary")) it.focus();
    return true;
  }
  document.addEventListener("keydown", function (event) {
    var chord = before === "g" && event.timeStamp - when < CHORD ? "g " : "", key = chord + event.key;
    before = event.key;
    when = event.timeStamp;
    if (event.ctrlKey || event.altKey || event.metaKey || event.target.closest(TYPES)) { before = ""; return; }
    var done = key === "j" || key === "k" ? walk(key === "j" ? 1 : -1) : !event.repeat && strike(key);
    if (done) event.preventDefault();
  });
})();
