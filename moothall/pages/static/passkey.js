// Asks the browser for a passkey and sends what it answers with the form on this page.
// The only script that Moothall runs, on the pages for passkeys only.
"use strict";

(() => {
  const form = document.getElementById("passkey");
  const button = document.getElementById("passkey-button");
  const said = document.getElementById("passkey-said");
  if (!form || !window.PublicKeyCredential || !navigator.credentials) return;
  document.getElementById("passkey-without").hidden = true;
  document.getElementById("passkey-with").hidden = false;

  const bytes = (text) =>
    Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (one) => one.charCodeAt(0));
  const text = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer)))
      .replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const named = (list) => (list || []).map((one) => ({ ...one, id: bytes(one.id) }));

  const ask = async () => {
    const options = JSON.parse(form.dataset.options).publicKey;
    options.challenge = bytes(options.challenge);
    if (form.dataset.what === "new") {
      options.user.id = bytes(options.user.id);
      options.excludeCredentials = named(options.excludeCredentials);
      return navigator.credentials.create({ publicKey: options });
    }
    options.allowCredentials = named(options.allowCredentials);
    return navigator.credentials.get({ publicKey: options });
  };

  const written = (credential) => {
    const answer = credential.response;
    const response = { clientDataJSON: text(answer.clientDataJSON) };
    for (const name of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
      if (answer[name]) response[name] = text(answer[name]);
    }
    if (answer.getTransports) response.transports = answer.getTransports();
    return JSON.stringify({
      id: credential.id,
      rawId: text(credential.rawId),
      type: credential.type,
      authenticatorAttachment: credential.authenticatorAttachment,
      clientExtensionResults: credential.getClientExtensionResults(),
      response,
    });
  };

  button.addEventListener("click", async () => {
    said.textContent = "";
    button.disabled = true;
    try {
      document.getElementById("credential").value = written(await ask());
      form.submit();
    } catch {
      button.disabled = false;
      said.textContent = "Your browser gave no passkey. Nothing was changed. Try again.";
    }
  });
})();
