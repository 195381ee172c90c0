// Package origin checks the addresses that requests are sent to.
package origin

import (
	"fmt"
	"log/slog"
	"net"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"unicode"
)

var (
	loopback  = regexp.MustCompile(`^(localhost|.*\.localhost|127(\.\d+){3}|::1)$`)
	hostLabel = regexp.MustCompile(`^[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?$`)
)

// Check returns a base URL without trailing slashes, and without the version with which the paths of the spec begin: base
// URLs of other SDKs end with it.
func Check(base, version string) (string, error) {
	if strings.Contains(base, "@") {
		return "", fmt.Errorf("the base URL must not contain a user name or password: pass the key to the constructor")
	}
	found, err := url.Parse(base)
	if err != nil {
		return "", fmt.Errorf("the base URL %q is not a valid URL", base)
	}
	problem := ""
	switch host := found.Hostname(); {
	case found.Scheme != "http" && found.Scheme != "https":
		problem = "must begin with https:// or http://"
	case strings.ContainsFunc(base, func(r rune) bool { return unicode.IsSpace(r) || !unicode.IsPrint(r) }), !IsHost(host):
		problem = "has no valid host"
	case strings.Contains(base, `\`):
		problem = "must not contain a backslash"
	case !IsPort(found.Port()):
		problem = "must not have the port " + found.Port()
	case strings.ContainsAny(base, "?#"):
		problem = "must not have a query or a fragment"
	}
	if problem != "" {
		return "", fmt.Errorf("the base URL %q %s", base, problem)
	}
	if found.Scheme == "http" && !loopback.MatchString(found.Hostname()) {
		slog.Warn(fmt.Sprintf("the base URL %q is not https: the API key and all data are sent to another machine in clear text", base))
	}
	base = strings.TrimRight(base, "/")
	if strings.HasSuffix(strings.TrimRight(found.Path, "/"), version) {
		base = strings.TrimRight(strings.TrimSuffix(base, version), "/")
	}
	return base, nil
}

// IsHost returns whether a name or an address can be a host.
func IsHost(host string) bool {
	if strings.Contains(host, ":") {
		return net.ParseIP(host) != nil
	}
	host = strings.TrimSuffix(host, ".")
	for _, label := range strings.Split(host, ".") {
		if !hostLabel.MatchString(label) {
			return false
		}
	}
	return len(host) <= 253
}

// IsPort returns whether a port is valid, or missing.
func IsPort(port string) bool {
	if port == "" {
		return true
	}
	number, err := strconv.ParseUint(port, 10, 16)
	return err == nil && number > 0
}
