// Signing with a finger, a pen or a mouse: what is drawn goes into the field for the file as a PNG, and is sent with the
// form. Without this script that field takes a photo of a signed paper.
(function () {
  "use strict";
  var pad = document.getElementById("sign-pad");
  if (!pad) return;
  var file = document.getElementById(pad.dataset.into), said = document.getElementById("sign-said");
  var pen = pad.getContext("2d"), drawing = false;

  try { new DataTransfer(); } catch (error) { pad.parentNode.remove(); return; }

  function clear() {
    pen.fillStyle = "#ffffff";
    pen.fillRect(0, 0, pad.width, pad.height);
  }
  function place(event) {
    var box = pad.getBoundingClientRect();
    return [(event.clientX - box.left) * pad.width / box.width, (event.clientY - box.top) * pad.height / box.height];
  }
  function take() {
    var coded = atob(pad.toDataURL("image/png").split(",")[1]), bytes = new Uint8Array(coded.length);
    for (var i = 0; i < coded.length; i += 1) bytes[i] = coded.charCodeAt(i);
    var held = new DataTransfer();
    held.items.add(new File([bytes], "signature.png", { type: "image/png" }));
    file.files = held.files;
    said.textContent = "Signed: it is sent with the result.";
  }
  function end() {
    if (!drawing) return;
    drawing = false;
    take();
  }

  clear();
  pad.addEventListener("pointerdown", function (event) {
    event.preventDefault();
    pad.setPointerCapture(event.pointerId);
    drawing = true;
    pen.lineWidth = 3;
    pen.lineCap = pen.lineJoin = "round";
    pen.strokeStyle = "#000000";
    pen.beginPath();
    pen.moveTo.apply(pen, place(event));
    pen.lineTo.apply(pen, place(event));
    pen.stroke();
  });
  pad.addEventListener("pointermove", function (event) {
    if (!drawing) return;
    pen.lineTo.apply(pen, place(event));
    pen.stroke();
  });
  pad.addEventListener("pointerup", end);
  pad.addEventListener("pointercancel", end);
  document.getElementById("sign-clear").addEventListener("click", function () {
    clear();
    file.value = "";
    said.textContent = "Cleared.";
  });
  file.addEventListener("change", function () {
    clear();
    said.textContent = "";
  });
})();
