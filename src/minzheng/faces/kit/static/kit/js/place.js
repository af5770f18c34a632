// Offers to fill in where the phone is. Where a browser cannot or may not say, the field is left as it is.

const field = document.querySelector("input[name='visit_coordinates']");

function told(line, text) {
  line.textContent = text;
}

if (field && "geolocation" in navigator) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "mz-btn mz-btn-2 mz-gap";
  button.textContent = "填上我现在的位置";
  const line = document.createElement("p");
  line.className = "mz-hint";
  line.setAttribute("role", "status");
  field.after(button, line);
  button.addEventListener("click", () => {
    told(line, "正在定位");
    navigator.geolocation.getCurrentPosition(
      (found) => {
        field.value = `${found.coords.latitude.toFixed(5)},${found.coords.longitude.toFixed(5)}`;
        told(line, `已填上，误差约 ${Math.round(found.coords.accuracy)} 米`);
      },
      () => told(line, "定不了位。不填也能提交。"),
      { enableHighAccuracy: true, timeout: 10000 },
    );
  });
}
