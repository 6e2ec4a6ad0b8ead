// An MCP server that the Functions host starts and hands every request to. Your code is in tools.go.
package main

import (
	"context"
	"errors"
	"fmt"
	"log"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/signal"
	"strconv"
	"syscall"
	"time"

	"github.com/modelcontextprotocol/go-sdk/mcp"
)

func main() {
	if err := serve(); err != nil {
		fmt.Fprintln(os.Stderr, "error:", err)
		os.Exit(1)
	}
}

// serve serves until it is told to end. The host calls 127.0.0.1, and nobody else has business here.
func serve() error {
	// The host logs every line on stderr as an error, and adds the time itself.
	log.SetOutput(os.Stdout)
	log.SetFlags(0)
	port, err := port()
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp4", net.JoinHostPort("127.0.0.1", port))
	if err != nil {
		return err
	}
	log.Printf("listening on http://%s", listener.Addr())
	server := http.Server{
		Handler:           handler(),
		ReadHeaderTimeout: 30 * time.Second,
		IdleTimeout:       3 * time.Minute, // longer than the host keeps a connection
	}
	ended, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	select {
	case err := <-failed:
		return err
	case <-ended.Done():
	}
	log.Print("ending")
	// What is running may finish; the host does not wait much longer itself.
	wait, cancel := context.WithTimeout(context.Background(), 8*time.Second)
	defer cancel()
	if err := server.Shutdown(wait); !errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	return nil
}

// handler answers the protocol at /mcp. It keeps nothing between two requests: the next one may come
// to another instance.
func handler() http.Handler {
	tools := newServer()
	getServer := func(*http.Request) *mcp.Server { return tools }
	options := &mcp.StreamableHTTPOptions{
		Stateless:                  true,
		JSONResponse:               true,
		DisableLocalhostProtection: true, // localOnly knows when that is wanted
	}
	mux := http.NewServeMux()
	mux.Handle("/mcp", localOnly(mcp.NewStreamableHTTPHandler(getServer, options)))
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/" {
			http.NotFound(w, r)
			return
		}
		// The host asks for / to see whether we are up.
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprint(w, "{}")
	})
	return mux
}

// localOnly answers only local names on a developer's machine, so that no web page of elsewhere can
// reach us. In Azure the host has checked who calls, and by which name is its affair.
func localOnly(next http.Handler) http.Handler {
	if os.Getenv("AZURE_FUNCTIONS_ENVIRONMENT") != "Development" {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		origin := r.Header.Get("Origin")
		if !isLocal("http://"+r.Host) || origin != "" && !isLocal(origin) {
			http.Error(w, fmt.Sprintf("%q or %q is not local", r.Host, origin), http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// isLocal tells whether an address has a name by which this machine is called locally.
func isLocal(address string) bool {
	parsed, err := url.Parse(address)
	if err != nil {
		return false
	}
	name := parsed.Hostname()
	return name == "localhost" || name == "127.0.0.1" || name == "::1"
}

// port is the port on which the host will call, or 8080 when this runs without a host.
func port() (string, error) {
	const name = "FUNCTIONS_CUSTOMHANDLER_PORT"
	text, set := os.LookupEnv(name)
	if !set {
		log.Printf("%s is not set, so there is no Functions host: using port 8080", name)
		return "8080", nil
	}
	if port, err := strconv.ParseUint(text, 10, 16); err != nil || port == 0 {
		return "", fmt.Errorf("%s is %q, not a port from 1 to 65535", name, text)
	}
	return text, nil
}
