module pareta.ai/paretasdk

go 1.23
