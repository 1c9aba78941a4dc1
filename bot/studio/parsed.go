package studio

import "crypto/sha256"

// parsed keeps files of words that were understood, by the sum of what stands in them: an edit changes one of many.
type parsed = kept[[sha256.Size]byte, map[string]message]

// maxParsed is how many texts are kept understood: some versions of each of some tens of languages.
const maxParsed = 150_000

func newParsed() *parsed {
	return &parsed{room: maxParsed, size: func(all map[string]message) int { return len(all) }}
}

// messages is readMessages. What it returns is shared: nobody changes it.
func messages(p *parsed, data []byte) (map[string]message, error) {
	sum := sha256.Sum256(data)
	if all, ok := p.get(sum); ok {
		return all, nil
	}
	all, err := readMessages(data)
	if err == nil {
		p.put(sum, all)
	}
	return all, err
}
