package paretasdk

import (
	"bufio"
	"context"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// sandbox starts the sandbox of this repository, and returns its URL.
func sandbox(t *testing.T) string {
	t.Helper()
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	python := filepath.Join(root, ".venv/bin/python")
	if _, err := os.Stat(python); err != nil {
		t.Skip("the sandbox is not installed here")
	}
	program := exec.Command(python, "-m", "pareta_sandbox", "--speed", "100")
	program.Dir = root
	out, err := program.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := program.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		program.Process.Kill()
		program.Wait()
	})
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(line[strings.Index(line, "http"):])
}

func TestTheSandboxBillsEachRunOfAGroupOnce(t *testing.T) {
	base := sandbox(t)
	client, err := NewParallel(testKey, WithBaseURL(base))
	if err != nil {
		t.Fatal(err)
	}
	const accepted = `{"operation": "addTaskGroupRuns", "accepted": true, "lost": "reset"}`
	for _, faults := range []string{
		accepted,
		`{"operation": "addTaskGroupRuns", "lost": "reset"},` + accepted,
		`{"operation": "addTaskGroupRuns", "status": 503, "retry_after": 0},` + accepted,
		`{"operation": "addTaskGroupRuns", "accepted": true, "after_bytes": 20, "lost": "close"}`,
		accepted + `,{"operation": "streamTaskGroupRuns", "after_events": 1, "lost": "reset"}`,
	} {
		response, err := http.Post(base+"/_sandbox/faults", "application/json", strings.NewReader("["+faults+"]"))
		if err != nil || response.StatusCode/100 != 2 {
			t.Fatal(faults, err, response)
		}
		response.Body.Close()
		ctx := context.Background()
		group, err := client.TaskGroup.Create(ctx, TaskGroupInput{})
		if err != nil {
			t.Fatal(err)
		}
		added, err := client.TaskGroup.AddRuns(ctx, group.TaskgroupID, rowsOf("a", "b", "a"), nil)
		if err != nil {
			t.Fatal(faults, err)
		}
		group, err = client.TaskGroup.Retrieve(ctx, group.TaskgroupID)
		if err != nil || len(added.RunIDs) != 3 || group.Status.NumTaskRuns != 3 {
			t.Error(faults, err, added.RunIDs, group.Status.NumTaskRuns)
		}
	}
}
