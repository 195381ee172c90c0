package paretasdk

import "reflect"

// Outcome says whether work has ended, and how.
type Outcome int

// The outcomes of work.
const (
	Active Outcome = iota
	Succeeded
	Failed
)

func text(value any) string {
	found := reflect.Indirect(reflect.ValueOf(value))
	if !found.IsValid() {
		return ""
	}
	return found.String()
}

// Ptr returns a pointer to a value, for optional fields.
func Ptr[T any](value T) *T { return &value }
