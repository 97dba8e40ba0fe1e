package sysctl

import "berth/model/safe"

// quoted is a value in quotes, shortened.
func quoted(value string) safe.Text {
	return safe.Format(`"%s"`, safe.Sanitise(value).Cut(60))
}

// changedMeanwhile is the refusal for a setting that does not have its old value any more.
func changedMeanwhile(now, old string) safe.Text {
	return safe.Format("it is now %s, not %s; nothing was written", quoted(now), quoted(old))
}

// otherNamespace is the refusal for a change that was made for another network namespace.
func otherNamespace(netns uint32) safe.Text {
	return safe.Format("the change is for network namespace %d, but berth runs in another one; run it there (ip netns exec, nsenter -n)", netns)
}
