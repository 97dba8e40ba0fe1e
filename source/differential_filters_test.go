package source

import (
	"math/rand/v2"
	"strings"
)

// filtersAsInSS mean the same in ss and in berth. $client is the port of a client of
// 127.0.0.1:443.
var filtersAsInSS = []string{
	"",

	// States, and words for several.
	"state established", "state syn-sent", "state syn-recv", "state syn-rcv", "state fin-wait-1",
	"state fin-wait-2", "state time-wait", "state closed", "state close", "state unconnected",
	"state close-wait", "state last-ack", "state listening", "state LISTENING", "state closing",
	"state all", "state connected", "state synchronized", "state bucket", "state big",
	"exclude listening", "excl listening", "exclude established", "exclude connected", "exclude bucket",
	"exclude big", "exclude synchronized", "exclude time-wait exclude closed", "state time-wait state listening",
	"exclude listening state listening", "state all exclude listening", "state connected exclude established exclude time-wait",
	"state big exclude established state time-wait",

	// States before an expression.
	"state listening sport = :443", "state connected dport = :443", "exclude listening src 127.0.0.1",
	"state established ( sport = :443 or dport = :443 )", "state time-wait state fin-wait-2 src [::1]",
	"state listening sport = :22 or dport = :443", "state time-wait src [::1] or dst [::1] or src 127/8", "exclude listening sport = :443 or sport = :22",
	"state all exclude time-wait src [::1] or sport = :53", "state listening not sport = :443 or dport = :443",

	// Addresses and networks of either end.
	"src 127.0.0.1", "src = 127.0.0.1", "src == 127.0.0.1", "src eq 127.0.0.1", "dst 127.0.0.1",
	"dst 127.0.0.2", "src 127.0.0.2/31", "src 127.0.0.0/8", "src 127/8", "dst 127.0/16", "dst 127.0.0/24",
	"src 10/8", "src 0.0.0.0", "dst 0.0.0.0", "src 0/0", "dst 0.0.0.0/0", "src 0.0.0.0/1",
	"src [::1]", "dst [::1]", "src [::]", "src ::/0", "src [::/0]", "dst [::/127]", "src [::1/128]",
	"src [::ffff:127.0.0.1]", "src [::ffff:0:0/96]", "dst [::ffff:127.0.0.0/104]",
	"src *", "dst *", "src any", "dst all", "src *:*", "src *:443", "dst *:https", "src :443", "src :https",
	"src :ssh", "dst :*", "src 127.0.0.1:443", "src 127.0.0.1:https", "src 127.0.0.1:*", "src 127.0.0.1/8:22",
	"src 127/8:ssh", "src [::1]:22", "src [::1]:ssh", "src [::/0]:https", "dst 127.0.0.2:$client",
	"src inet:127.0.0.1", "src inet6:*", "src inet:*:443", "src inet6:[::1]:22", "dst inet:127/8",

	// Ports.
	"sport = :443", "sport = 443", "sport 443", "sport :443", "sport = :https", "sport = https", "sport = ssh",
	"sport = domain", "sport = *", "sport = :*", "sport == :443", "sport eq :443", "sport != :443", "sport ne 443",
	"sport neq :https", "sport < :443", "sport lt 443", "sport <= :443", "sport le 443", "sport leq :https",
	"sport > :443", "sport gt :ssh", "sport >= :443", "sport ge 443", "sport geq :443", "sport >= 32768",
	"dport = :443", "dport = :$client", "dport != :443", "dport < 443", "dport > 0", "dport >= :https", "dport = 0",
	"dport le :$client", "sport = inet::443", "sport ge inet6::22", "dport inet:https", "sport = :$client",

	// Joining: "and" and "or" are evaluated from left to right, although the manual of ss says otherwise.
	"sport = :443 and src 127.0.0.1", "sport = :443 & src 127.0.0.1", "sport = :443 && src 127.0.0.1",
	"sport = :443 src 127.0.0.1", "sport = :443 or sport = :22", "sport = :443 | sport = :22", "sport = :443 || sport = :22",
	"not sport = :443", "! sport = :443", "not not sport = :443", "! ! sport = :443",
	"sport = :443 or sport = :22 and src [::1]", "sport = :443 or sport = :22 src [::1]",
	"src [::1] and sport = :22 or sport = :443", "src [::1] sport = :22 or sport = :443 src 127.0.0.1",
	"sport = :443 or ( sport = :22 and src [::1] )", "( sport = :443 or sport = :22 ) and src [::1]",
	"not sport = :443 or sport = :443", "not ( sport = :443 or sport = :22 )", "not sport = :443 and src 127.0.0.1",
	"sport = :22 or not sport = :443", "! ( sport = :443 or sport = :22 ) src 127/8",
	"( ( sport = :443 ) )", "sport = :22 or sport = :443 or sport = :53 and src 127.0.0.1 or sport = :123",

	// Ports chosen by the kernel. "autobound" alone can differ if a server requested a port
	// of the range; another test covers that.
	"autobound and dport = :443", "state established autobound dst 127.0.0.1:443",
}

// filtersSpelledOut are filters of berth and the same in the words of ss. ss needs spaces between
// all words and lacks some of berth's keywords.
var filtersSpelledOut = []struct{ ours, ss string }{
	{"(sport=:443)", "( sport = :443 )"},
	{"!(sport=:443||sport=:22)", "! ( sport = :443 || sport = :22 )"},
	{"(sport=:443 or sport=:22)and src=[::1]", "( sport = :443 or sport = :22 ) and src [::1]"},
	{"!sport=443", "! sport = 443"},
	{"NOT sport=443 AND src=127/8", "not sport = 443 and src 127/8"},
	{"src!=127.0.0.1", "! src 127.0.0.1"},
	{"src ne 127.0.0.1", "! src 127.0.0.1"},
	{"src ::1", "src [::1]"},
	{"src [::]/0", "src [::/0]"},
	{"port=443", "sport = :443 or dport = :443"},
	{"443", "sport = :443 or dport = :443"},
	{":https", "sport = :https or dport = :https"},
	{"port=22,443", "sport = :22 or dport = :22 or sport = :443 or dport = :443"},
	{"sport=22,443", "sport = :22 or sport = :443"},
	{"sport=20-500", "sport >= 20 and sport <= 500"},
	{"sport!=22,443", "not sport = :22 and not sport = :443"},
	{"127/8", "src 127/8 or dst 127/8"},
	{"state=time-wait,listening", "state time-wait state listening"},
	{"state!=listening", "exclude listening"},
	{"state=established dport=443", "state established dport = :443"},
	{"not state connected", "exclude connected"},
	{"exclude bound-inactive", "state all"},
	{"sport=:443 state=listening", "state listening sport = :443"},
}

// refusedFilters are accepted by ss. berth refuses them, because they would match nothing, or
// something unexpected.
var refusedFilters = []struct{ text, why string }{
	{"fwmark = 1", "berth has no equivalent"}, // not visible to all users
	{"cgroup /", "use unit= for"},             // berth does not look paths up
	{"sport = :70000", "from 0 to 65535"},     // ss matches nothing
	{"sport = :-1", "a port from 0 to 65535"}, // ss matches everything
	{"src 127", "did you mean 127/8?"},        // ss matches 127.0.0.0
	{"src 127.1", "ss would read 127.1.0.0"},  // other tools read 127.0.0.1
	{"src vsock:2", "inet or inet6"},          // berth reads only TCP and UDP
}

// deviceFilters need a backend that knows interfaces.
var deviceFilters = []string{
	"dev lo", "dev = lo", "dev == lo", "dev eq lo", "dev != lo", "dev ne lo", "! dev lo", "not dev = lo", "dev 1", "dev = 1",
	"dev lo or sport = :443", "sport = :67 dev lo", "state listening dev != lo",
}

// The parts of random filters.
var (
	statePrefixes = []string{
		"state established", "state listening", "exclude listening", "state connected exclude established", "state big",
		"state time-wait state closed", "exclude time-wait",
	}
	predicates = []string{
		"sport = :443", "sport = :22", "dport = :443", "sport >= 32768", "dport < 40000", "sport != :53", "dport gt 0", "src 127/8",
		"src [::1]", "dst [::1]", "dst 127.0.0.1", "src *:443", "dst [::ffff:127.0.0.1]", "src 127.0.0.2/31", "dport = :$client",
	}
	conjunctions = []string{" and ", " or ", " ", " && ", " || ", " & ", " | "}
	negations    = []string{"not ", "! "}
)

func pick(random *rand.Rand, words []string) string { return words[random.IntN(len(words))] }

// expression returns a random filter of up to four parts. A part may be an expression in
// parentheses.
func expression(random *rand.Rand, depth int) string {
	var b strings.Builder
	for i := range 1 + random.IntN(4) {
		if i > 0 {
			b.WriteString(pick(random, conjunctions))
		}
		if random.IntN(4) == 0 {
			b.WriteString(pick(random, negations))
		}
		if depth > 0 && random.IntN(3) == 0 {
			b.WriteString("( " + expression(random, depth-1) + " )")
		} else {
			b.WriteString(pick(random, predicates))
		}
	}
	return b.String()
}
