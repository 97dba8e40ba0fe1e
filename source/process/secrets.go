package process

import (
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode"
)

// secretWords mark a name as that of a secret, at any position: db-password, MYSQL_PWD,
// tokenValue.
var secretWords = set("password", "passwords", "passwd", "passphrase", "passcode", "pass", "pwd", "pw",
	"secret", "secrets", "token", "tokens", "apikey", "apitoken", "credential", "credentials", "psk",
	"passin", "passout", "masterauth", "authorization")

// secretEnds mark a word as the name of a secret if it ends with them: PGPASSWORD,
// requirepass.
var secretEnds = []string{"password", "passwd", "passphrase", "pass", "pwd", "secret", "token", "apikey"}

// keyWords mark a name as that of a secret if "key" follows: api-key. The word key alone
// usually names the path of a file.
var keyWords = set("api", "access", "secret", "private", "account", "shared", "encryption", "master", "signing", "auth")

// locationWords end a name that says where a secret is stored. The value is not the secret.
var locationWords = set("file", "path", "dir", "stdin", "fd", "command", "prompt")

// harmless words end with one of secretEnds but do not name a secret.
var harmless = set("bypass", "compass")

// flags are the flags of a program that take a secret although their names do not say so.
type flags struct {
	attached map[string]bool // -pSECRET
	separate map[string]bool // -a SECRET
	pair     map[string]bool // -u user:SECRET
}

// programs are the programs with such flags, by the last part of their path.
var programs = byProgram(map[string]flags{
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

// schemes of an Authorization header precede the secret.
var schemes = set("bearer", "basic", "digest", "token", "negotiate", "apikey")

// Patterns are compiled when the first command line is masked. Most commands of berth mask
// none, and compiling takes longer than many of them.
var (
	header     = compiled(`(?i)(authorization|x-api-key|x-auth-token|cookie)["']?\s*[:=]\s*((bearer|basic|digest|token|negotiate|apikey)\s+)?|\bbearer\s+`)
	headerName = compiled(`(?i)^(proxy-)?(authorization|x-api-key|x-auth-token|cookie):$`)
)

// secretFormats are secrets that are recognised by their format, whatever is around them. The
// group is the secret.
var secretFormats = []func() *regexp.Regexp{
	// scheme://user:secret@host; the secret may contain any character except a space.
	compiled(`[A-Za-z][A-Za-z0-9+.-]*://[^\s:/?#@]*:(\S*)@`),
	// user:secret@tcp(host:port)/name of the Go drivers
	compiled(`[\w.-]+:(\S*)@(?:tcp|unix)\(`),
	// JSON Web Tokens: they begin with the base64 form of {"
	compiled(`(eyJ[A-Za-z0-9_-]{6,}[A-Za-z0-9_.=-]*)`),
	// keys of AWS, GitHub, GitLab and Slack, and keys that begin with sk-
	compiled(`((?:AKIA|ASIA)[0-9A-Z]{12,})`),
	compiled(`((?:gh[pousr]_|github_pat_|glpat-|xox[abeprs]-|sk-)[A-Za-z0-9_-]{16,})`),
}

func compiled(pattern string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(pattern) })
}

// findFormats finds the secrets in a text that are recognised by their format.
func findFormats(w string) []textRange {
	var parts []textRange
	for _, format := range secretFormats {
		for _, at := range format().FindAllStringSubmatchIndex(w, -1) {
			parts = append(parts, textRange{at[2], at[3]})
		}
	}
	return parts
}

// secretName reports whether a name names a secret.
func secretName(name string) bool {
	words := wordsOf(name)
	if len(words) == 0 || locationWords[words[len(words)-1]] {
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

// wordsOf splits a name at separators and at changes of case: keyStore_APIKey becomes key,
// store, api, key.
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

// byProgram maps each program to the flags that it shares with others.
func byProgram(shared map[string]flags) map[string]flags {
	t := map[string]flags{}
	for names, f := range shared {
		for _, name := range strings.Fields(names) {
			t[name] = f
		}
	}
	return t
}
