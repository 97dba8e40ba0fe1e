// Package worlds makes machines for tests: a /proc tree out of one text, a
// kernel of the test's own (namespaces that nobody else lives in), sockets in
// every state, and helper processes that hold them. Nothing of it is in the
// shipped binary.
//
// A test that wants a kernel reads like this:
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
