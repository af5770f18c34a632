// Passkeys: when the browser made nothing of it (cancelled, none here, not able to), say so beside the button.

document.addEventListener("allauth.error", (event) => {
  const said = document.getElementById("passkey-said");
  if (!said) return;
  event.preventDefault();
  said.hidden = false;
});
