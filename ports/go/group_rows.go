package paretasdk

import (
	"crypto/sha1"
	"crypto/sha256"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode/utf16"

	"pareta.ai/paretasdk/internal/record"
)

// rowKey is the member of a run's metadata that identifies it as a row of a call: names have up to 16 characters.
const rowKey = "pareta_sdk_row"

// groupRow is a run to be added. Its key is made from the key of the call, its content, and its occurrence.
type groupRow struct {
	TaskRunInput
	key   string
	input string // as JSON
}

// keyRows gives each row its key. A repeated call finds its rows by their keys, wherever they are in the list.
func keyRows(inputs []TaskRunInput, defaultSpec *TaskSpec, callKey string) ([]groupRow, error) {
	id := uuidOf(callKey)
	seen := map[string]int{}
	rows := make([]groupRow, len(inputs))
	for i, one := range inputs {
		members, err := contentOf(one, defaultSpec)
		if err != nil {
			return nil, badArgument("inputs[%d].%v", i, err)
		}
		labels, _ := members["metadata"].(map[string]any)
		if delete(labels, rowKey); len(labels) == 0 {
			delete(members, "metadata")
		}
		content, _ := record.Marshal(members) // it was decoded from JSON
		digest := fmt.Sprintf("%x", sha256.Sum256(escaped(content)))[:32]
		key := fmt.Sprintf("%x-%s-%d", id, digest, seen[digest])
		seen[digest]++
		one.Metadata = JSONObject{rowKey: key}
		maps.Copy(one.Metadata, labels)
		input, _ := record.Marshal(members["input"]) // it was decoded too
		rows[i] = groupRow{one, key, string(input)}
	}
	return rows, nil
}

// escaped returns JSON with each character beyond ASCII escaped: a row has the same key in every language.
func escaped(content []byte) []byte {
	var out []byte
	for _, char := range string(content) {
		if char < 0x7f {
			out = append(out, byte(char))
			continue
		}
		for _, unit := range utf16.Encode([]rune{char}) {
			out = fmt.Appendf(out, `\u%04x`, unit)
		}
	}
	return out
}

// contentOf returns what a row asks for, without null members. The default spec belongs to a row that has none.
func contentOf(row TaskRunInput, defaultSpec *TaskSpec) (map[string]any, error) {
	if err := checkRequired(&row, nil); err != nil {
		return nil, err
	}
	if row.TaskSpec == nil {
		row.TaskSpec = defaultSpec
	}
	raw, err := record.Marshal(row)
	if err != nil {
		return nil, err
	}
	var members map[string]any
	if err := record.Any(raw, &members); err != nil {
		return nil, err
	}
	maps.DeleteFunc(members, func(_ string, value any) bool { return value == nil })
	return members, nil
}

// batchKey returns the idempotency key for a request with these rows: other rows make another request.
func batchKey(rows []groupRow) string {
	var keys strings.Builder
	for _, one := range rows {
		keys.WriteString(one.key)
	}
	id := uuidOf(keys.String())
	return fmt.Sprintf("%x-%x-%x-%x-%x", id[:4], id[4:6], id[6:8], id[8:10], id[10:])
}

// objectIDs is the namespace for ids of objects (RFC 4122, appendix C).
var objectIDs = []byte{0x6b, 0xa7, 0xb8, 0x12, 0x9d, 0xad, 0x11, 0xd1, 0x80, 0xb4, 0x00, 0xc0, 0x4f, 0xd4, 0x30, 0xc8}

// uuidOf returns the UUID of a name (version 5).
func uuidOf(name string) [16]byte {
	sum := sha1.Sum(append(objectIDs[:len(objectIDs):len(objectIDs)], name...))
	sum[6], sum[8] = sum[6]&0x0f|0x50, sum[8]&0x3f|0x80
	return [16]byte(sum[:16])
}

// maxShownIDs is how many ids a message shows.
const maxShownIDs = 5

// knownRuns matches the runs of a group with the rows of a call.
type knownRuns struct {
	ids       map[string]string // the id of the run of each key
	listed    map[string]bool   // the ids of all runs, listed or named by a response
	unmatched map[string]bool   // runs without a key that may be a row of the call
	foreign   map[string]bool   // runs that are not rows of the call, or known by their responses
}

func newKnownRuns() *knownRuns {
	return &knownRuns{
		ids: map[string]string{}, listed: map[string]bool{}, unmatched: map[string]bool{}, foreign: map[string]bool{},
	}
}

// note records a run that the group lists.
func (k *knownRuns) note(run TaskRun, createdWith *TaskRunInput) {
	id := run.RunID
	k.listed[id] = true
	key, ok := run.Metadata[rowKey].(string)
	if !ok && createdWith != nil {
		key, ok = createdWith.Metadata[rowKey].(string)
	}
	switch {
	case ok:
		if k.ids[key] == "" {
			k.ids[key] = id
		}
		delete(k.unmatched, id)
	case !k.foreign[id]:
		k.unmatched[id] = true
	}
}

// compare notes that a run with another input than those of the rows is none of them.
func (k *knownRuns) compare(id string, createdWith *TaskRunInput, inputs map[string]bool) {
	if createdWith == nil || createdWith.Input == nil || !k.unmatched[id] {
		return
	}
	input, _ := record.Marshal(createdWith.Input) // it was decoded from JSON
	if !inputs[string(input)] {
		k.foreign[id] = true
		delete(k.unmatched, id)
	}
}

// claim records the runs of rows whose ids a response named.
func (k *knownRuns) claim(rows []groupRow, ids []string) {
	for i, id := range ids {
		k.ids[rows[i].key], k.listed[id], k.foreign[id] = id, true, true
	}
}

// missing returns the rows that the group is not known to have.
func (k *knownRuns) missing(rows []groupRow) []groupRow {
	var found []groupRow
	for _, one := range rows {
		if k.ids[one.key] == "" {
			found = append(found, one)
		}
	}
	return found
}

// idsOf returns the ids of those rows that the group is known to have, in their order.
func (k *knownRuns) idsOf(rows []groupRow) []string {
	found := []string{}
	for _, one := range rows {
		if id := k.ids[one.key]; id != "" {
			found = append(found, id)
		}
	}
	return found
}

// haveCall returns whether the group has runs of a call with this key, of the same rows or of others.
func (k *knownRuns) haveCall(callKey string) bool {
	prefix := fmt.Sprintf("%x-", uuidOf(callKey))
	for key := range k.ids {
		if strings.HasPrefix(key, prefix) {
			return true
		}
	}
	return false
}

// doubt returns why it is unknown whether rows were added, or an empty text.
func (k *knownRuns) doubt(rows []groupRow) string {
	if len(rows) == 0 || len(k.unmatched) == 0 {
		return ""
	}
	ids := slices.Sorted(maps.Keys(k.unmatched))
	shown := strings.Join(ids[:min(len(ids), maxShownIDs)], ", ")
	return fmt.Sprintf("The group lists %d runs without the metadata that identifies them (%s). They may be %d of the inputs, "+
		"so none of these was sent.", len(k.unmatched), shown, len(rows))
}

// checkRunIDs returns what is wrong with the ids of added runs: there is one for each row, and none is known already.
func (k *knownRuns) checkRunIDs(ids []string, count int) string {
	seen := map[string]bool{}
	for _, id := range ids {
		if checkSegment("run_id", id) != nil {
			return fmt.Sprintf("it has no valid run_id for each of the %d runs", count)
		}
		if seen[id] || k.listed[id] {
			return "it has the run_id of another run"
		}
		seen[id] = true
	}
	if len(ids) != count {
		return fmt.Sprintf("it has no valid run_id for each of the %d runs", count)
	}
	return ""
}

// joinRuns returns one result for several batches: all ids, the last status, and the first cursors, which cover all runs.
func joinRuns(added []*TaskGroupRuns, ids []string) *TaskGroupRuns {
	found := &TaskGroupRuns{}
	if len(added) > 0 {
		*found = *added[len(added)-1]
		found.RunCursor, found.EventCursor = added[0].RunCursor, added[0].EventCursor
	}
	found.RunIDs = ids
	return found
}
