// Command consumer is a program of somebody else that uses the module.
package main

import (
	"context"
	"fmt"

	"pareta.ai/paretasdk"
)

func main() {
	client, err := paretasdk.ParetaFromEnv()
	if err != nil {
		fmt.Println(err)
		return
	}
	models, err := client.Models.List(context.Background())
	fmt.Println(models, err)
}
