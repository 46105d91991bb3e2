// Scanning into a batch: the box keeps the focus, each code is sent once and in order, and waits here while there is no
// line. Without this script the form posts, and the page comes back. A form with `data-goes` only leads to another page.
(function () {
  "use strict";
  var form = document.getElementById("scan");
  if (!form || !window.fetch) return;
  var box = document.getElementById("serial"), unsent = document.getElementById("unsent");
  var kept = "scans-" + form.dataset.batch, sending = false, reads = [];

  function waiting() {
    try { return JSON.parse(localStorage.getItem(kept)) || []; } catch (error) { return []; }
  }
  function keep(queue) {
    try { localStorage.setItem(kept, JSON.stringify(queue)); } catch (error) { /* it is sent all the same */ }
    unsent.textContent = queue.length ? queue.length + " not sent" : "";
  }
  function newKey() {
    var bytes = crypto.getRandomValues(new Uint8Array(12));
    return Array.from(bytes, function (b) { return b.toString(16).padStart(2, "0"); }).join("");
  }
  var queue = waiting();
  keep(queue);

  function add(serial) {
    serial = serial.trim();
    if (!serial) return;
    if (form.dataset.goes) { box.value = serial; form.submit(); return; }
    queue.push({ serial: serial, key: newKey() });
    keep(queue);
    send();
  }
  form.addEventListener("submit", function (event) {
    event.preventDefault();
    add(box.value);
    box.value = "";
    box.removeAttribute("aria-invalid");
    box.focus();
  });

  function send() {
    if (sending || !queue.length) return;
    sending = true;
    var body = new URLSearchParams(queue[0]);
    body.set("csrfmiddlewaretoken", form.querySelector("[name=csrfmiddlewaretoken]").value);
    fetch(form.action, { method: "POST", body: body, headers: { "X-Scan": "1" }, redirect: "manual" }).then(function (answer) {
      if (answer.ok || answer.status === 422) {
        return answer.text().then(function (text) {
          queue.shift();
          keep(queue);
          show(text, answer.ok);
          sending = false;
          send();
        });
      }
      sending = false;
      location.reload();
    }).catch(function () {
      sending = false;
      keep(queue);
      setTimeout(send, 5000);
    });
  }
  window.addEventListener("online", send);
  send();

  function show(text, fine) {
    var made = new DOMParser().parseFromString(text, "text/html").getElementById("scanned");
    document.getElementById("scanned").replaceWith(made);
    var first = made.querySelector("tbody tr");
    signal(fine && first ? first.dataset.state : "refused");
  }

  // -- sound and buzz, beside the word ------------------------------------------------------------
  var audio = null;
  function signal(state) {
    var good = state === "added" || state === "there";
    if (navigator.vibrate) navigator.vibrate(good ? 60 : [80, 60, 80]);
    if (!document.getElementById("sound").checked || !window.AudioContext) return;
    audio = audio || new AudioContext();
    var tone = audio.createOscillator(), level = audio.createGain();
    tone.frequency.value = good ? 880 : state === "repeated" ? 440 : 220;
    level.gain.value = 0.08;
    tone.connect(level).connect(audio.destination);
    tone.start();
    tone.stop(audio.currentTime + 0.12);
  }

  // -- camera: what reads codes is fetched when it is first wanted -----------------------------------
  var button = document.getElementById("camera"), finder = document.getElementById("viewfinder");
  var video = finder.querySelector("video"), says = document.getElementById("camera-says"), stream = null;
  button.addEventListener("click", function () { if (stream) stop(); else start(); });

  function start() {
    finder.hidden = false;
    says.textContent = "Starting";
    Promise.all([navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } }), reader()]).then(function (got) {
      stream = got[0];
      video.srcObject = stream;
      return video.play().then(function () { says.textContent = "Hold a code before it"; look(got[1]); });
    }).catch(function () {
      stop();
      finder.hidden = false;
      says.textContent = "The camera cannot be used: type the number, or use a hand scanner";
    });
  }
  function stop() {
    if (stream) stream.getTracks().forEach(function (track) { track.stop(); });
    stream = null;
    finder.hidden = true;
    box.focus();
  }
  function look(found) {
    if (!stream) return;
    found.detect(video).then(function (codes) {
      codes.forEach(function (code) {
        if (reads.indexOf(code.rawValue) >= 0) return;
        reads = [code.rawValue].concat(reads).slice(0, 3);
        says.textContent = reads.join(", ");
        add(code.rawValue);
      });
    }).catch(function () { /* a frame that cannot be read */ }).then(function () { setTimeout(function () { look(found); }, 150); });
  }
  function reader() {
    if (window.BarcodeDetector) return Promise.resolve(new window.BarcodeDetector());
    return load(form.dataset.reader).then(function () {
      var api = window.BarcodeDetectionAPI;
      api.prepareZXingModule({ overrides: { locateFile: function () { return form.dataset.wasm; } } });
      return new api.BarcodeDetector();
    });
  }
  function load(address) {
    return new Promise(function (done, failed) {
      var script = document.createElement("script");
      script.src = address;
      script.onload = done;
      script.onerror = failed;
      document.head.append(script);
    });
  }
})();
