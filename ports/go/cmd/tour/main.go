// Command tour shows both APIs as plain lines, the same on every run. It goes wherever PARETA_BASE_URL and
// PARALLEL_BASE_URL say: to a sandbox that was just started with --speed 100.
package main

import (
	"cmp"
	"context"
	"fmt"
	"log"
	"slices"
	"strings"
	"time"

	sdk "pareta.ai/paretasdk"
)

const task = "contract-key-fields"

// Company is the output of a task run.
type Company struct {
	FoundingDate  string `json:"founding_date" jsonschema:"description=Founding date in the format MM-YYYY"`
	EmployeeCount int    `json:"employee_count" jsonschema:"description=Number of employees"`
}

func main() {
	log.SetFlags(0)
	ctx := context.Background()
	if err := paretaTour(ctx); err != nil {
		log.Fatal(err)
	}
	if err := taskTour(ctx); err != nil {
		log.Fatal(err)
	}
}

func paretaTour(ctx context.Context) error {
	pa, err := sdk.ParetaFromEnv()
	if err != nil {
		return err
	}
	board, err := pa.Tasks.Leaderboard(ctx, task)
	if err != nil {
		return err
	}
	fmt.Println("recommended:", *board.Recommended)

	for event, err := range pa.Endpoints.Deploy(ctx, sdk.DeployRequest{Task: task, Name: sdk.Ptr("tour")}) {
		if err != nil {
			return err
		}
		if progress := event.DeployProgress; progress != nil {
			fmt.Printf("deploy: %s %.0f%%\n", *progress.Stage, *progress.Pct)
		} else if complete := event.DeployComplete; complete != nil && complete.Endpoint != nil {
			fmt.Println("deploy:", *complete.Endpoint.Status)
		}
	}

	hello := sdk.ChatCompletionRequest{Model: "tour", Messages: []sdk.ChatMessage{{Role: sdk.ChatRoleUser, Content: "Say hello."}}}
	var said strings.Builder
	for chunk, err := range pa.Chat.Completions.CreateStream(ctx, hello) {
		if err != nil {
			return err
		}
		for _, choice := range chunk.Choices {
			if choice.Delta.Content != nil {
				said.WriteString(*choice.Delta.Content)
			}
		}
	}
	fmt.Println("chat:", said.String())
	return evaluate(ctx, pa)
}

func evaluate(ctx context.Context, pa *sdk.Pareta) error {
	catalog, err := pa.Tasks.Retrieve(ctx, task, &sdk.GetCatalogTaskParams{ExamplesN: sdk.Ptr(int64(1))})
	if err != nil {
		return err
	}
	rows, err := sdk.Rows(catalog.Examples[:1])
	if err != nil {
		return err
	}
	request, err := pa.Evals.Runs.Prepare(ctx, sdk.Evaluation{
		TaskID: task, Rows: rows, Models: []string{"gemma-lite-2", "qwen-vl-2"},
	})
	if err != nil {
		return err
	}
	run, err := pa.Evals.Runs.CreateAndWait(ctx, request, &sdk.WaitOptions{Interval: 50 * time.Millisecond})
	if err != nil {
		return err
	}
	fmt.Println("eval:", *run.Run.Status)
	slices.SortFunc(run.Results, func(a, b sdk.EvalResult) int { return cmp.Compare(*a.ModelID, *b.ModelID) })
	for _, one := range run.Results {
		fmt.Printf("eval: %s %.3f for %d micro-USD\n", *one.ModelID, *one.QualityMean, *one.MeanCostMicroUSD)
	}
	return nil
}

func taskTour(ctx context.Context) error {
	client, err := sdk.ParallelFromEnv()
	if err != nil {
		return err
	}
	found, err := sdk.Execute[Company](ctx, client.TaskRun, sdk.Task{Input: "United Nations", Processor: sdk.TaskProcessorCore})
	if err != nil {
		return err
	}
	fmt.Printf("run: founded %s, %d people\n", found.Output.FoundingDate, found.Output.EmployeeCount)
	for _, basis := range found.Result.Output.TaskRunJSONOutput.Basis {
		fmt.Printf("run: %s, confidence %s\n", basis.Field, *basis.Confidence)
		for _, citation := range basis.Citations {
			excerpt := append(citation.Excerpts, "")[0]
			fmt.Println("run:", citation.URL, excerpt)
		}
	}

	run, err := client.TaskRun.Create(ctx, sdk.TaskRunInput{
		Input: "United Nations", Processor: sdk.TaskProcessorPro, EnableEvents: sdk.Ptr(true),
	})
	if err != nil {
		return err
	}
	for event, err := range client.TaskRun.Events(ctx, run.RunID) {
		if err != nil {
			return err
		}
		if message := event.TaskRunProgressMessageEvent; message != nil {
			fmt.Println("events:", message.Message)
		}
	}
	result, err := client.TaskRun.Result(ctx, run.RunID, nil)
	if err != nil {
		return err
	}
	fmt.Println("events:", result.Run.Status)
	return groupTour(ctx, client)
}

func groupTour(ctx context.Context, client *sdk.Parallel) error {
	group, err := client.TaskGroup.Create(ctx, sdk.TaskGroupInput{})
	if err != nil {
		return err
	}
	runs := sdk.TaskGroupRunsInput{DefaultTaskSpec: &sdk.TaskSpec{OutputSchema: "The capital"}}
	for _, country := range []string{"France", "Germany", "Italy"} {
		runs.Inputs = append(runs.Inputs, sdk.TaskRunInput{Input: country, Processor: sdk.TaskProcessorBase})
	}
	if _, err := client.TaskGroup.AddRuns(ctx, group.TaskgroupID, runs, nil); err != nil {
		return err
	}
	for _, err := range client.TaskGroup.Events(ctx, group.TaskgroupID, nil) {
		if err != nil {
			return err
		}
	}
	if group, err = client.TaskGroup.Retrieve(ctx, group.TaskgroupID); err != nil {
		return err
	}
	fmt.Println("group:", group.Status.TaskRunStatusCounts["completed"], "of", group.Status.NumTaskRuns, "completed")
	var lines []string
	params := &sdk.StreamTaskGroupRunsParams{IncludeInput: sdk.Ptr(true), IncludeOutput: sdk.Ptr(true)}
	for event, err := range client.TaskGroup.GetRuns(ctx, group.TaskgroupID, params) {
		if err != nil {
			return err
		}
		one := event.TaskRunEvent
		if one == nil || one.Input == nil || one.Output == nil {
			continue
		}
		var content any
		if one.Output.TaskRunTextOutput != nil {
			content = one.Output.TaskRunTextOutput.Content
		}
		lines = append(lines, fmt.Sprintf("group: %v: %v", one.Input.Input, content))
	}
	slices.Sort(lines)
	fmt.Println(strings.Join(lines, "\n"))
	return nil
}
