package process

import (
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode"
)

// secretWords make a name the name of a secret wherever they stand in it:
// db-password, MYSQL_PWD, tokenValue.
var secretWords = set("password", "passwords", "passwd", "passphrase", "passcode", "pass", "pwd", "pw",
	"secret", "secrets", "token", "tokens", "apikey", "apitoken", "credential", "credentials", "psk",
	"passin", "passout", "masterauth", "authorization")

// secretEnds make a word the name of a secret: PGPASSWORD, requirepass.
var secretEnds = []string{"password", "passwd", "passphrase", "pass", "pwd", "secret", "token", "apikey"}

// keyWords make a name the name of a secret when "key" follows: api-key. A
// key alone usually is the path of a file.
var keyWords = set("api", "access", "secret", "private", "account", "shared", "encryption", "master", "signing", "auth")

// placeWords end a name that tells where a secret is, not what it is.
var placeWords = set("file", "path", "dir", "stdin", "fd", "command", "prompt")

// harmless words end like a secret.
var harmless = set("bypass", "compass")

// flags are those of a program that take a secret under a name that says nothing.
type flags struct {
	attached map[string]bool // -pSECRET
	separate map[string]bool // -a SECRET
	pair     map[string]bool // -u user:SECRET
}

// programs are known by the last part of their path.
var programs = table(map[string]flags{
	"mysql mysqldump mysqladmin mysqlimport mysqlshow mysqlcheck mysqlbinlog mysqlslap mycli " +
		"mariadb mariadb-dump mariadb-admin mariadb-import mariadb-check": {attached: set("-p")},
	"sshpass mongo mongosh mongodump mongorestore mongoexport mongoimport rabbitmqadmin": {attached: set("-p"), separate: set("-p")},
	"redis-cli valkey-cli":                                  {attached: set("-a"), separate: set("-a")},
	"ldapsearch ldapadd ldapmodify ldapdelete ldapwhoami":   {attached: set("-w"), separate: set("-w")},
	"mosquitto_pub mosquitto_sub ipmitool sqlcmd zip unzip": {attached: set("-P"), separate: set("-P")},
	"7z 7za 7zr":                            {attached: set("-p")},
	"curl":                                  {pair: set("-u", "--user", "-U", "--proxy-user")},
	"smbclient rpcclient smbget":            {pair: set("-U", "--user")},
	"snmpwalk snmpget snmpset snmpbulkwalk": {separate: set("-A", "-X", "-c")},
})

// schemes of an Authorization header stand before the secret.
var schemes = set("bearer", "basic", "digest", "token", "negotiate", "apikey")

// Patterns are compiled when a command line is first masked: most commands of
// the program never do, and compiling takes longer than many of them.
var (
	header     = compiled(`(?i)(authorization|x-api-key|x-auth-token|cookie)["']?\s*[:=]\s*((bearer|basic|digest|token|negotiate|apikey)\s+)?|\bbearer\s+`)
	headerName = compiled(`(?i)^(proxy-)?(authorization|x-api-key|x-auth-token|cookie):$`)
)

// shaped are secrets that are known by their look, whatever stands around
// them; the group is the secret.
var shaped = []func() *regexp.Regexp{
	// scheme://user:secret@host; the secret may hold every character but a space.
	compiled(`[A-Za-z][A-Za-z0-9+.-]*://[^\s:/?#@]*:(\S*)@`),
	// user:secret@tcp(host:port)/name of the Go drivers
	compiled(`[\w.-]+:(\S*)@(?:tcp|unix)\(`),
	// JSON Web Tokens: base64 of {" at the beginning
	compiled(`(eyJ[A-Za-z0-9_-]{6,}[A-Za-z0-9_.=-]*)`),
	// keys of AWS, GitHub, GitLab, Slack, and those that begin with sk-
	compiled(`((?:AKIA|ASIA)[0-9A-Z]{12,})`),
	compiled(`((?:gh[pousr]_|github_pat_|glpat-|xox[abeprs]-|sk-)[A-Za-z0-9_-]{16,})`),
}

func compiled(pattern string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(pattern) })
}

// shapes finds the secrets of a text that are known by their look.
func shapes(w string) []span {
	var parts []span
	for _, look := range shaped {
		for _, at := range look().FindAllStringSubmatchIndex(w, -1) {
			parts = append(parts, span{at[2], at[3]})
		}
	}
	return parts
}

// secretName reports whether a name is that of a secret.
func secretName(name string) bool {
	words := wordsOf(name)
	if len(words) == 0 || placeWords[words[len(words)-1]] {
		return false
	}
	for i, word := range words {
		switch {
		case secretWords[word], word == "key" && i > 0 && keyWords[words[i-1]]:
			return true
		case harmless[word]:
			continue
		}
		if slices.ContainsFunc(secretEnds, func(end string) bool { return strings.HasSuffix(word, end) }) {
			return true
		}
	}
	return false
}

// wordsOf splits a name at its separators and where its case changes:
// keyStore_APIKey is key, store, api, key.
func wordsOf(name string) []string {
	var words []string
	var word []rune
	flush := func() {
		if len(word) > 0 {
			words = append(words, strings.ToLower(string(word)))
			word = word[:0]
		}
	}
	runes := []rune(name)
	for i, r := range runes {
		if r == '-' || r == '_' || r == '.' {
			flush()
			continue
		}
		if unicode.IsUpper(r) && i > 0 {
			after := unicode.IsLower(runes[i-1])
			before := unicode.IsUpper(runes[i-1]) && i+1 < len(runes) && unicode.IsLower(runes[i+1])
			if after || before {
				flush()
			}
		}
		word = append(word, r)
	}
	flush()
	return words
}

func set(words ...string) map[string]bool {
	s := make(map[string]bool, len(words))
	for _, w := range words {
		s[w] = true
	}
	return s
}

// table spreads flags over the programs that share them.
func table(shared map[string]flags) map[string]flags {
	t := map[string]flags{}
	for names, f := range shared {
		for _, name := range strings.Fields(names) {
			t[name] = f
		}
	}
	return t
}
