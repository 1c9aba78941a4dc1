package bot

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base32"
	"encoding/binary"
	"io"
	"staysafe/bot/campaign"
	"strings"
)

// MaxCampaigns is how many campaigns are counted at once: some megabytes of memory (NewTallyOf).
const MaxCampaigns = 20_000

// secretSize is how many characters of five bits a campaign's secret has.
const secretSize = 10

// NewCampaign makes a code whose talks are counted, and the secret that its count is told for. Both are made
// from the operator's secret: nothing is stored.
func (k *Keyring) NewCampaign(h campaign.Hint, random io.Reader) (code, secret string, err error) {
	code, err = campaign.New(h, random, k.rings[0].sign)
	if err != nil {
		return "", "", err //nolint:wrapcheck // it says what it was doing
	}
	return code, k.rings[0].campaignSecret(code), nil
}

// Campaign tells under which label the talks of a code are counted: 22 characters that say nothing to others. ok is
// false for a code that is not counted: a plain one, or one that was not made with one of our secrets.
func (k *Keyring) Campaign(code string) (label string, ok bool) {
	for _, r := range k.rings {
		if campaign.Signed(code, r.sign) {
			return r.campaign.text(markSize, "label", campaign.Spelled(code)), true
		}
	}
	return "", false
}

// CampaignSecret is the secret of a code; ok is false for a code that is not counted.
func (k *Keyring) CampaignSecret(code string) (secret string, ok bool) {
	for _, r := range k.rings {
		if campaign.Signed(code, r.sign) {
			return r.campaignSecret(campaign.Spelled(code)), true
		}
	}
	return "", false
}

// OpensCampaign tells whether a secret, however it is typed, is that of a code, and the code's label. A wrong
// secret, a code that is not counted and one that was never made can't be told apart.
func (k *Keyring) OpensCampaign(code, secret string) (label string, ok bool) {
	typed := []byte(plainSecret(secret))
	for _, r := range k.rings {
		signed := campaign.Signed(code, r.sign)
		fits := subtle.ConstantTimeCompare(typed, []byte(plainSecret(r.campaignSecret(campaign.Spelled(code))))) == 1
		if signed && fits {
			label, ok = r.campaign.text(markSize, "label", campaign.Spelled(code)), true
		}
	}
	return label, ok
}

func (r *ring) sign(content string) uint32 {
	sum := r.campaign.bytes("sign", content)
	return binary.BigEndian.Uint32(sum[:])
}

// campaignSecret is written in two halves, to be read aloud and typed: no letter in it looks like a digit.
func (r *ring) campaignSecret(code string) string {
	sum := r.campaign.bytes("secret", code)
	text := secretLetters().EncodeToString(sum[:])[:secretSize]
	return text[:secretSize/2] + "-" + text[secretSize/2:]
}

// secretLetters are Crockford's, as in codes.
func secretLetters() *base32.Encoding { return base32.NewEncoding("0123456789ABCDEFGHJKMNPQRSTVWXYZ") }

// plainSecret is a secret without what typing adds or mistakes.
func plainSecret(typed string) string {
	if len(typed) > sha256.Size {
		return ""
	}
	return strings.NewReplacer("-", "", " ", "", "I", "1", "L", "1", "O", "0").Replace(strings.ToUpper(typed))
}
