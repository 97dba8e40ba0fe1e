package source

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// laws list what no file in this directory tree may import, and why. Test files may, except for
// the first row.
var laws = []struct{ banned, because string }{
	{"berth/ui", "source also serves commands, exporter and ssh"},
	{"github.com/charmbracelet", "a source does not know that a terminal exists"},
	{"github.com/shirou/gopsutil/v3/cpu", "its init reads /proc/stat, so that a file that does not answer would stop every start"},
	{"github.com/shirou/gopsutil/v3/process", "it imports cpu, and NewProcess reads the environment of PID 1"},
	{"github.com/shirou/gopsutil/v3/net", "Connections reads every descriptor of every process at each call; sockdiag and procnet do not"},
	{"github.com/mdlayher/netlink", "one client of netlink, in tables/sockdiag, whose reader of messages is fuzzed"},
	{"os/exec", "as root, berth must not run a program that the environment chooses"},
	{"os/user", "NSS loads code and may wait for a network; passwd is a file"},
	{"plugin", "nothing is loaded at run time"},
	{"C", "the program is one static file"},
	{"log", "what could not be read is a Gap or an error"},
	{"testing", "everything that tests need is in worlds"},
	{"berth/source/worlds", "only tests use worlds"},
}

// imports lists the imports of every Go file in this directory tree.
func imports(t *testing.T) map[string][]string {
	t.Helper()
	files := map[string][]string{}
	err := filepath.WalkDir(".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(name, ".go") {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		files[filepath.ToSlash(name)] = pathsOf(file)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(files["source.go"]) == 0 {
		t.Fatal("source.go is missing from the list, so the test would check nothing")
	}
	return files
}

func pathsOf(file *ast.File) []string {
	paths := []string{""} // so that a file without imports has an entry, too
	for _, spec := range file.Imports {
		imported, _ := strconv.Unquote(spec.Path.Value)
		paths = append(paths, imported)
	}
	return paths
}

func under(imported, root string) bool {
	return imported == root || strings.HasPrefix(imported, root+"/")
}

func TestSourceImportsNothingThatIsBanned(t *testing.T) {
	for name, paths := range imports(t) {
		forTests := strings.HasSuffix(name, "_test.go") || strings.HasPrefix(name, "worlds/") // worlds is for tests
		for _, imported := range paths {
			for i, law := range laws {
				if under(imported, law.banned) && (i == 0 || !forTests) {
					t.Errorf("%s imports %s: %s", name, imported, law.because)
				}
			}
		}
	}
}

// shared are the packages that every other package below source may import, and why.
var shared = []struct{ leaf, because string }{
	{"berth/source/procfs", "one way to open a file of /proc, and to read its formats"},
	{"berth/source/guard", "one way to abandon a read that does not return"},
}

func TestLeavesImportNoOtherLeaf(t *testing.T) {
	for name, paths := range imports(t) {
		own := path.Join("berth/source", path.Dir(name))
		if own == "berth/source" {
			continue // the package that combines the others
		}
		for _, imported := range paths {
			// A package below another one, such as a backend, may import its parent.
			if under(own, imported) && imported != "berth/source" || strings.HasSuffix(name, "_test.go") && imported == "berth/source/worlds" {
				continue
			}
			if under(imported, "berth/source") && !slices.ContainsFunc(shared, func(s struct{ leaf, because string }) bool { return s.leaf == imported }) {
				t.Errorf("%s imports %s: only source combines packages", name, imported)
			}
		}
	}
}

func TestEveryPackageOfSourceHasADocComment(t *testing.T) {
	documented := map[string]bool{}
	for name := range imports(t) {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ParseComments|parser.PackageClauseOnly)
		if err != nil {
			t.Fatal(err)
		}
		dir := path.Dir(name)
		documented[dir] = documented[dir] || strings.HasPrefix(file.Doc.Text(), "Package "+file.Name.Name+" ")
	}
	for dir, ok := range documented {
		if !ok {
			t.Errorf("%s: no file begins with \"Package ...\"", dir)
		}
	}
}
