package services_test

import (
	"testing"

	"berth/model"
	"berth/model/scene"
	"berth/model/services"
)

func TestClassOfPortFollowsIANA(t *testing.T) {
	for port, want := range map[uint16]string{
		0: "well-known", 1023: "well-known", 1024: "registered", 49151: "registered", 49152: "dynamic", 65535: "dynamic",
	} {
		c := services.ClassOf(port)
		if got := c.Name().String(); got != want {
			t.Errorf("%d is %s, want %s", port, got, want)
		}
		if back, ok := services.ParseClass(want); back != c || !ok {
			t.Errorf("%s is read back as %v", want, back)
		}
	}
	if _, ok := services.ParseClass("ephemeral"); ok {
		t.Error("ephemeral is the kernel's word, not a class")
	}
}

func TestWordsOfAPortNameItsRanges(t *testing.T) {
	k := scene.New("range 32768-60999\nreserved 40000-40000").Own().Kernel
	k.Unprivileged = model.Reading{Value: 1024, Known: true}
	for port, want := range map[uint16]string{
		22: "well-known, privileged", 8080: "registered", 33000: "registered, in this host's ephemeral range",
		40000: "registered", 50000: "dynamic, in this host's ephemeral range", 61000: "dynamic",
	} {
		if got := services.PortWords(&k, port).String(); got != want {
			t.Errorf("%d: %q, want %q", port, got, want)
		}
	}
	var unread model.Kernel
	if got := services.PortWords(&unread, 50000).String(); got != "dynamic" {
		t.Errorf("with nothing read: %q", got)
	}
}
