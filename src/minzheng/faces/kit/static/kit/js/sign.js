// A pad to sign on, above each upload for a signature (name visit_sign_…). What is drawn becomes the chosen file, as a
// picture; without this module, or with a keyboard only, a photo of a signature is chosen as any other file.

const WIDTH = 3;

function pad(input) {
  const label = document.querySelector(`label[for="${input.id}"]`);
  const name = label ? label.textContent.trim() : "签名";
  const box = document.createElement("div");
  box.className = "mz-pad";
  const canvas = document.createElement("canvas");
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", `${name}：在这里手写。不能手写的，用下面的按钮选一张签名的照片`);
  const again = document.createElement("button");
  again.type = "button";
  again.className = "mz-btn mz-btn-2";
  again.textContent = "擦掉重签";
  box.append(canvas, again);
  input.before(box);

  const pen = canvas.getContext("2d");
  let drawing = false;
  let drawn = false;

  function clear() {
    canvas.width = canvas.clientWidth || 320;
    canvas.height = canvas.clientHeight || 160;
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.strokeStyle = "#000";
    pen.lineWidth = WIDTH;
    pen.lineCap = "round";
    pen.lineJoin = "round";
    drawn = false;
  }

  function keep() {
    canvas.toBlob((picture) => {
      const chosen = new DataTransfer();
      chosen.items.add(new File([picture], `${name}.png`, { type: "image/png" }));
      input.files = chosen.files;
      input.dispatchEvent(new Event("change", { bubbles: true }));
    }, "image/png");
  }

  canvas.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    canvas.setPointerCapture(event.pointerId);
    drawing = true;
    pen.beginPath();
    pen.moveTo(event.offsetX, event.offsetY);
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!drawing) return;
    pen.lineTo(event.offsetX, event.offsetY);
    pen.stroke();
    drawn = true;
  });
  for (const end of ["pointerup", "pointercancel"]) {
    canvas.addEventListener(end, () => {
      if (drawing && drawn) keep();
      drawing = false;
    });
  }
  again.addEventListener("click", () => {
    clear();
    input.value = "";
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
  clear();
}

for (const input of document.querySelectorAll("input[type='file'][name^='visit_sign_']")) pad(input);
