// Package paretasdk has clients for the Pareta API and the Task API, generated from one spec.
//
// Pareta deploys models for benchmarked tasks, serves chats on them and measures them. Parallel researches questions on
// the web and returns the results with their sources. A client is safe for concurrent use.
package paretasdk
