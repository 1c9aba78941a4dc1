// Makes a passkey, or signs in with one (W3C Web Authentication). Which of the two, and what is asked where, the button says; the words are
// on the page.
const button = document.querySelector("[data-passkey]");
const said = document.getElementById("said");

const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

// asked is what the studio asked for, with bytes where the browser wants them.
function asked(options) {
	const key = { ...options, challenge: bytes(options.challenge) };
	if (options.user) key.user = { ...options.user, id: bytes(options.user.id) };
	for (const list of ["excludeCredentials", "allowCredentials"]) {
		if (options[list]) key[list] = options[list].map((known) => ({ ...known, id: bytes(known.id) }));
	}
	return key;
}

// answer is a key's answer as the studio reads it.
function answer(credential) {
	const response = {};
	for (const part of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
		if (credential.response[part]) response[part] = text(credential.response[part]);
	}
	if (credential.response.getTransports) response.transports = credential.response.getTransports();
	return { id: credential.id, rawId: text(credential.rawId), type: credential.type, authenticatorAttachment: credential.authenticatorAttachment ?? undefined, clientExtensionResults: {}, response };
}

async function send(path, body) {
	const reply = await fetch(path, { method: "POST", headers: { "Content-Type": "application/json" }, body });
	if (!reply.ok) throw reply.status;
	return reply.json();
}

async function touch() {
	button.disabled = true;
	said.hidden = true;
	try {
		const { publicKey } = await send(button.dataset.begin);
		const credential = await navigator.credentials[button.dataset.passkey]({ publicKey: asked(publicKey) });
		location.assign((await send(button.dataset.finish, JSON.stringify(answer(credential)))).to);
	} catch (wrong) {
		say(wrong === 429 ? "wait" : wrong === 403 ? "gone" : "failed");
		button.disabled = false;
		button.focus();
	}
}

function say(what) {
	said.textContent = said.dataset[what];
	said.hidden = false;
}

if (window.PublicKeyCredential) {
	button.hidden = false;
	button.addEventListener("click", touch);
} else {
	say("old");
}
