// Tells how long words are, and what of their source they leave out, while somebody writes them. The server says so too: this is only sooner.
const words = document.getElementById("words");
const told = document.getElementById("told");

// graphemes are characters as people count them.
const graphemes = (text) => (Intl.Segmenter ? [...new Intl.Segmenter(undefined, { granularity: "grapheme" }).segment(text)].length : [...text].length);
const parts = (text) => text.match(/\{\{[^}]*\}\}/g) ?? [];

function tell() {
	const { most, must, of, missing, extra } = words.dataset;
	const length = graphemes(words.value), wanted = must.split("\n").filter(Boolean), have = parts(words.value);
	const said = [of.replace("{{.Count}}", length).replace("{{.Number}}", most)];
	const left = wanted.filter((part) => !have.includes(part)), more = have.filter((part) => !wanted.includes(part));
	if (left.length) said.push(missing.replace("{{.Name}}", left.join(" ")));
	if (more.length) said.push(extra.replace("{{.Name}}", more.join(" ")));
	told.textContent = said.join(" ");
	told.classList.toggle("no", length > Number(most) || left.length + more.length > 0);
}

if (words) {
	words.addEventListener("input", tell);
	tell();
}
