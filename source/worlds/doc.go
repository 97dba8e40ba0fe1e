// Package worlds makes machines for tests: a /proc tree from one text, a kernel of the test's own
// (new namespaces), sockets in every state, and helper processes that hold them. The shipped
// program contains none of it.
//
// A test that needs a kernel looks like this:
//
//	func TestMain(m *testing.M) { worlds.Main(m) }
//
//	func TestSeesTheListener(t *testing.T) {
//		worlds.Inside(t, worlds.Net|worlds.PID, func(t *testing.T) {
//			server := worlds.Helper(t, "listen")
//			...
//		})
//	}
package worlds
