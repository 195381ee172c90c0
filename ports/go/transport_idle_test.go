package paretasdk

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strconv"
	"testing"
)

// net/http mostly notices that the server has closed an idle connection before it writes the request, and opens another.
func TestAPaidRequestIsSentOnceAfterAConnectionThatWasClosedWhileIdle(t *testing.T) {
	closed := make(chan struct{})
	base, count := rawServer(t, func(connection net.Conn, number int) bool {
		if number == 0 {
			io.WriteString(connection, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")
			connection.Close()
			close(closed)
			return false
		}
		io.WriteString(connection, "HTTP/1.1 202 Accepted\r\nContent-Length: "+strconv.Itoa(len(aRun))+"\r\n\r\n"+aRun)
		return true
	})
	library := &http.Client{Transport: &http.Transport{}}
	first, _ := pareta(t, base, WithHTTPClient(library))
	second, _ := parallel(t, base, WithHTTPClient(library))
	if _, err := first.Models.List(context.Background()); err != nil {
		t.Fatal(err)
	}
	<-closed
	_, err := second.TaskRun.Create(context.Background(), runInput())
	if err != nil && !errors.Is(err, ErrOutcomeUnknown) { // it may have been written before the end was noticed
		t.Error(err)
	}
	if count() > 2 {
		t.Errorf("%d requests were sent", count())
	}
}
