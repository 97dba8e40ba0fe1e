package follow

import (
	"context"

	"berth/model"
)

// learn reads the facts that the findings of the last moment need. It returns false if
// they need none that this machine can read.
func (f *Follower) learn(ctx context.Context) bool {
	if f.Limit > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, f.Limit)
		defer cancel()
	}
	q := f.watch.Questions()
	for _, id := range q.Rights {
		rights, err := f.rights(ctx, id)
		f.watch.AnswerRights(id, rights, err == nil)
	}
	inspector := f.Machine.Inspector
	if inspector == nil {
		return len(q.Rights) > 0
	}
	for _, id := range q.Files {
		detail, err := inspector.Detail(ctx, id)
		if err != nil {
			detail = &model.Detail{}
		}
		f.watch.AnswerFiles(id, detail.Files, detail.MayOpen)
	}
	return len(q.Rights)+len(q.Files) > 0
}

// rights reads the rights of a process.
func (f *Follower) rights(ctx context.Context, id model.ProcessID) (model.Rights, error) {
	reader := f.Machine.RightsReader
	if reader == nil {
		return model.Rights{}, model.ErrNotPermitted
	}
	return reader.Rights(ctx, id)
}
