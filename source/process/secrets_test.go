package process

import (
	"strings"
	"testing"
	"unicode"
)

// secret must not appear in the output for any command line below.
const secret = "S3cr3t!"

// templates are command lines and their masked form. ¦ separates the arguments and § stands
// for the secret.
var templates = []struct{ argv, want string }{
	{"db¦--password=§", "db --password=***"},
	{"db¦--password¦§¦-v", "db --password *** -v"},
	{"db¦--db.password=§¦-v", "db --db.password=*** -v"},
	{"db¦-password¦§", "db -password ***"},
	{"java¦-Djavax.net.ssl.keyStorePassword=§¦Main", "java -Djavax.net.ssl.keyStorePassword=*** Main"},
	{"mysql¦-p§¦-h¦db1", "mysql -p*** -h db1"},
	{"/usr/bin/mariadb-dump¦-uroot¦-p§", "/usr/bin/mariadb-dump -uroot -p***"},
	{"sudo¦mysql¦-p§", "sudo mysql -p***"},
	{"sshpass¦-p¦§¦ssh¦web1", "sshpass -p *** ssh web1"},
	{"redis-cli¦-a¦§¦ping", "redis-cli -a *** ping"},
	{"agent¦--token¦§", "agent --token ***"},
	{"agent¦--auth-token=§", "agent --auth-token=***"},
	{"agent¦--api-key¦§", "agent --api-key ***"},
	{"agent¦--apiKey=§", "agent --apiKey=***"},
	{"agent¦--client-secret¦§", "agent --client-secret ***"},
	{"env¦PASSWORD=§¦db", "env PASSWORD=*** db"},
	{"env¦PGPASSWORD=§¦psql", "env PGPASSWORD=*** psql"},
	{"env¦AWS_SECRET_ACCESS_KEY=§¦aws", "env AWS_SECRET_ACCESS_KEY=*** aws"},
	{"env¦MYSQL_PWD=§", "env MYSQL_PWD=***"},
	{"app¦postgres://app:§@db1:5432/shop", "app postgres://app:***@db1:5432/shop"},
	{"app¦--url=redis://:§@cache:6379/0", "app --url=redis://:***@cache:6379/0"},
	{"app¦root:§@tcp(db:3306)/shop", "app root:***@tcp(db:3306)/shop"},
	{"app¦Server=db;Password=§;Database=x", "app Server=db;Password=***"},
	{"app¦https://h/?api_key=§&x=1", "app https://h/?api_key=***"},
	{`app¦{"user":"u","password":"§"}`, `app {"user":"u","password":***`},
	{"curl¦-H¦Authorization: Bearer §¦http://h/", "curl -H Authorization: Bearer *** http://h/"},
	{"curl¦-H¦Authorization: Basic §", "curl -H Authorization: Basic ***"},
	{"curl¦-HX-Api-Key: §", "curl -HX-Api-Key: ***"},
	{"echo¦Authorization:¦Bearer¦§¦end", "echo Authorization: Bearer *** end"},
	{"echo¦Authorization:¦§¦end", "echo Authorization: *** end"},
	{"curl¦-u¦admin:§¦http://h/", "curl -u admin:*** http://h/"},
	{"curl¦--user=admin:§", "curl --user=admin:***"},
	{"curl¦-uadmin:§", "curl -uadmin:***"},
	{"smbclient¦-U¦me%§", "smbclient -U me%***"},
	{"sh¦-c¦mysql -p§ shop | gzip", "sh -c mysql -p*** shop | gzip"},
	{"sh¦-c¦app --token § --port 80", "sh -c app --token *** --port 80"},
	{`sh¦-c¦app --token "a § b" --port 80`, "sh -c app --token *** *** *** --port 80"},
	{`sh¦-c¦PASSWORD='a § b' app`, "sh -c PASSWORD=***"},
	{`sh¦-c¦exec env PASSWORD='a § b' app`, "sh -c exec env PASSWORD=*** *** *** app"},
	{"sh¦-c¦curl -H 'Authorization: Bearer §' http://h/", "sh -c curl -H 'Authorization: Bearer ***"},
	{"app: worker --password=§", "app: worker --password=***"},
	{"app¦--password=a § b", "app --password=***"},
	{"mysql¦-pa § b", "mysql -p***"},
	{"curl¦-u¦admin:a § b", "curl -u admin:***"},
	{"app¦password: §", "app password:***"},
}

func argvOf(template, secret string) []string {
	argv := strings.Split(template, "¦")
	for i := range argv {
		argv[i] = strings.ReplaceAll(argv[i], "§", secret)
	}
	return argv
}

func TestSecretsAreMaskedAndTheRestIsKept(t *testing.T) {
	for _, c := range templates {
		if got := Mask(argvOf(c.argv, secret)); got != c.want {
			t.Errorf("%q\n got %s\nwant %s", c.argv, got, c.want)
		}
	}
}

func TestSecretsRecognisedByFormatAreMasked(t *testing.T) {
	for _, s := range []string{
		"AKIAIOSFODNN7EXAMPLE",
		"eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl",
		"ghp_0123456789abcdefghijABCDEFGHIJ012345",
		"xoxb-123456789012-abcdefghijkl",
	} {
		if got := Mask([]string{"app", "run", s, "last"}); got != "app run *** last" {
			t.Errorf("%s: %s", s, got)
		}
	}
}

func TestHarmlessArgumentsAreKept(t *testing.T) {
	for _, argv := range [][]string{
		{"sshd:", "root@pts/0"},
		{"nginx: master process /usr/sbin/nginx -g daemon on;"},
		{"docker", "run", "-p", "80:80", "--name", "web"},
		{"ssh", "-p", "2222", "git@example.org"},
		{"java", "-Xmx512m", "-cp", "/opt/app.jar", "Main", "--port=8080"},
		{"postgres", "-D", "/var/lib/postgresql/15/main"},
		{"app", "--password-file=/run/secrets/db", "--tls-key=/etc/key.pem"},
		{"app", "--listen", "http://[::1]:8080/path", "--bypass=10.0.0.0/8"},
		{"mysql", "-p", "shop"},
	} {
		if got, want := Mask(argv), strings.Join(argv, " "); got != want {
			t.Errorf("got %s\nwant %s", got, want)
		}
	}
}

func TestCommandLineIsShortenedToFourKilobytes(t *testing.T) {
	got := Mask([]string{"app", strings.Repeat("é", 1<<20)})
	if len(got) > 4<<10 || len(got) < 4<<10-4 || !strings.HasSuffix(got, "é…") {
		t.Errorf("%d bytes, ending in %q", len(got), got[len(got)-6:])
	}
	many := make([]string, 100_000)
	for i := range many {
		many[i] = "x"
	}
	if got := Mask(many); len(got) > 4<<10 {
		t.Errorf("%d bytes of many arguments", len(got))
	}
}

func TestEmptyCommandLineIsEmpty(t *testing.T) {
	if got := Mask(nil); got != "" {
		t.Errorf("got %q", got)
	}
}

// FuzzSecretNeverSurvives appends random text to the secret in every template, except
// spaces and quotes, which end a secret.
func FuzzSecretNeverSurvives(f *testing.F) {
	f.Add("", "")
	f.Add("a:b@c/d", "x y")
	f.Add("--password=", "='\"")
	f.Add("§¦\\", "\xff\n")
	f.Fuzz(func(t *testing.T, tail, other string) {
		tail = strings.Map(func(r rune) rune {
			if unicode.IsSpace(r) || r == '"' || r == '\'' {
				return -1
			}
			return r
		}, tail)
		if strings.Contains(tail+other, secret) || len(tail)+len(other) > 500 {
			t.Skip("the secret is outside its place, or the input is too long")
		}
		for _, c := range templates {
			argv := append(argvOf(c.argv, secret+tail+"End!"), other)
			if got := Mask(argv); strings.Contains(got, secret) || strings.Contains(got, "End!") {
				t.Errorf("%q shows %s", argv, got)
			}
		}
		Mask([]string{other, tail, other})
	})
}
