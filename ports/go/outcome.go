package paretasdk

import (
	"reflect"
	"slices"
)

// Outcome says whether work has ended, and how.
type Outcome int

// The outcomes of work.
const (
	Active Outcome = iota
	Succeeded
	Failed
)

func outcomeOf(active *bool, status string, success, failure []string) Outcome {
	switch {
	case active != nil && *active:
		return Active
	case slices.Contains(success, status):
		return Succeeded
	case slices.Contains(failure, status):
		return Failed
	case active != nil && len(success) == 0:
		return Succeeded
	case active != nil:
		return Failed
	}
	return Active
}

func text(value any) string {
	found := reflect.ValueOf(value)
	if found.Kind() == reflect.Pointer {
		if found.IsNil() {
			return ""
		}
		found = found.Elem()
	}
	return found.String()
}

// Ptr returns a pointer to a value, for optional fields.
func Ptr[T any](value T) *T { return &value }
