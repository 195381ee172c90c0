module example.com/consumer

go 1.23

require pareta.ai/paretasdk v0.0.0

replace pareta.ai/paretasdk => ../..
