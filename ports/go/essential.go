package paretasdk

import "pareta.ai/paretasdk/internal/record"

var essentialOfEvents = []string{"run", "output", "error", "status", "source_stats"}

// essential has the members without which a response, or an event, says nothing, by operation: what was paid for is not
// refused for a fault beside it. Of the operations that it lacks each structure counts.
var essential = map[string][]string{
	OpCreateTaskRun.facts.id:         {},
	OpGetEvalRun.facts.id:            {"run", "results"},
	OpGetTaskRunResult.facts.id:      {"run", "output"},
	OpStreamTaskGroupEvents.facts.id: essentialOfEvents,
	OpStreamTaskGroupRuns.facts.id:   essentialOfEvents,
	OpStreamTaskRunEvents.facts.id:   essentialOfEvents,
}

// isUsable returns whether a response, or an event, can be used that was decoded in part.
func (r *call) isUsable(target any) bool {
	names, isTolerant := essential[r.id]
	return isTolerant && record.Has(target, names)
}
