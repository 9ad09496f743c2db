// Package config is everything that can be set from outside, in one struct: defaults, then the environment, then flags. The command line
// fills it in by its tags; Finish reads secrets from files, and Validate tells of every fault at once.
package config

import (
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/netip"
	"net/url"
	"os"
	"strings"
	"time"
)

// Config is what `kanvaro serve` is given.
type Config struct {
	Addr string `help:"Where to listen." env:"KANVARO_ADDR" default:"127.0.0.1:3000" placeholder:"HOST:PORT"`
	Data string `help:"The folder in which everything is kept." env:"KANVARO_DATA" default:"./data" type:"path" placeholder:"DIR"`
	URL  string `help:"The address that people type, if it is not that of --addr: for links." env:"KANVARO_URL" placeholder:"URL"`

	MetricsAddr    string        `help:"Where Prometheus finds /api/metrics; off for nowhere." env:"KANVARO_METRICS_ADDR" default:"127.0.0.1:9464" placeholder:"HOST:PORT"`
	LogLevel       string        `help:"debug, info, warn or error." env:"KANVARO_LOG_LEVEL" default:"info" enum:"debug,info,warn,error"`
	TLSCert        string        `help:"A certificate, to speak TLS without a proxy." env:"KANVARO_TLS_CERT" type:"path" placeholder:"FILE"`
	TLSKey         string        `help:"Its key." env:"KANVARO_TLS_KEY" type:"path" placeholder:"FILE"`
	TrustedProxies []string      `help:"Networks of proxies whose X-Forwarded-For and -Proto are believed." env:"KANVARO_TRUSTED_PROXIES" placeholder:"CIDR"`
	RateLimit      int           `help:"Requests a second of each session and token, on average over a window; 0 limits nobody." env:"KANVARO_RATE_LIMIT" default:"100"`
	RateAnonymous  int           `help:"The same of each address, for those who have not signed in." env:"KANVARO_RATE_ANONYMOUS" default:"20"`
	RateWindow     time.Duration `help:"The requests of how long a time may come all at once." env:"KANVARO_RATE_WINDOW" default:"10s"`
	Drain          time.Duration `help:"How long requests may take to end when the server stops." env:"KANVARO_DRAIN" default:"10s"`

	MongoURI string `help:"A MongoDB replica set, instead of the database in the data folder." env:"MONGODB_URI" name:"mongodb-uri" placeholder:"URI"`

	JWTSecret        string `help:"Signs access tokens; made and kept in the data folder where it is not given." env:"JWT_SECRET" name:"jwt-secret" placeholder:"SECRET"`
	JWTRefreshSecret string `help:"Keys the hashes of refresh tokens; made and kept as the other." env:"JWT_REFRESH_SECRET" name:"jwt-refresh-secret" placeholder:"SECRET" hidden:""`

	MongoURIFile         string `env:"MONGODB_URI_FILE" name:"mongodb-uri-file" hidden:"" type:"path"`
	JWTSecretFile        string `env:"JWT_SECRET_FILE" name:"jwt-secret-file" hidden:"" type:"path"`
	JWTRefreshSecretFile string `env:"JWT_REFRESH_SECRET_FILE" name:"jwt-refresh-secret-file" hidden:"" type:"path"`
}

// ErrWrong is in the chain of everything that is wrong with a configuration.
var ErrWrong = errors.New("the configuration is wrong")

func wrong(faults []error) error {
	if len(faults) == 0 {
		return nil
	}
	return fmt.Errorf("%w:\n%w", ErrWrong, errors.Join(faults...))
}

// Default is what is served when nothing is set.
func Default() Config {
	return Config{Addr: "127.0.0.1:3000", Data: "./data", MetricsAddr: "127.0.0.1:9464", LogLevel: "info", Drain: 10 * time.Second,
		RateLimit: 100, RateAnonymous: 20, RateWindow: 10 * time.Second}
}

// secrets lists what may be given as a file.
func (c *Config) secrets() []secret {
	return []secret{
		{"MONGODB_URI", &c.MongoURI, c.MongoURIFile},
		{"JWT_SECRET", &c.JWTSecret, c.JWTSecretFile},
		{"JWT_REFRESH_SECRET", &c.JWTRefreshSecret, c.JWTRefreshSecretFile},
	}
}

type secret struct {
	env   string
	value *string
	file  string
}

// Finish reads the secrets that are given as files. Files end with at most one line break that is not theirs.
func (c *Config) Finish() error {
	var faults []error
	for _, s := range c.secrets() {
		switch {
		case s.file == "":
		case *s.value != "":
			faults = append(faults, fmt.Errorf("%s and %s_FILE are both set; set one of them", s.env, s.env))
		default:
			text, err := os.ReadFile(s.file)
			if err != nil {
				var at *fs.PathError
				if errors.As(err, &at) {
					err = at.Err
				}
				faults = append(faults, fmt.Errorf("%s_FILE cannot be read: %w", s.env, err))
				continue
			}
			*s.value = strings.TrimSuffix(strings.TrimSuffix(string(text), "\n"), "\r")
			if *s.value == "" {
				faults = append(faults, fmt.Errorf("%s_FILE is empty", s.env))
			}
		}
	}
	return wrong(faults)
}

// shortestSecret is 256 bits, if they are random ones.
const shortestSecret = 32

// Validate gives every fault of a configuration at once, and never the value of a secret.
func (c *Config) Validate() error {
	var faults []error
	add := func(format string, args ...any) { faults = append(faults, fmt.Errorf(format, args...)) }
	if _, _, err := net.SplitHostPort(c.Addr); err != nil {
		add("KANVARO_ADDR must be HOST:PORT, such as 127.0.0.1:3000")
	}
	if c.MetricsAddr != "off" && c.MetricsAddr != "" {
		if _, _, err := net.SplitHostPort(c.MetricsAddr); err != nil {
			add("KANVARO_METRICS_ADDR must be HOST:PORT or off")
		}
	}
	if c.Data == "" {
		add("KANVARO_DATA must name a folder")
	}
	if c.URL != "" {
		if u, err := url.Parse(c.URL); err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" || u.RawQuery != "" || u.Fragment != "" || strings.Trim(u.Path, "/") != "" {
			add("KANVARO_URL must be an address such as https://kanvaro.example.org, without a path")
		}
	}
	if (c.TLSCert == "") != (c.TLSKey == "") {
		add("KANVARO_TLS_CERT and KANVARO_TLS_KEY are both needed, or neither")
	}
	if c.Drain < 0 {
		add("KANVARO_DRAIN must not be negative")
	}
	if c.RateLimit < 0 || c.RateAnonymous < 0 {
		add("KANVARO_RATE_LIMIT and KANVARO_RATE_ANONYMOUS must be so many requests a second, or 0 for no limit")
	}
	if c.RateWindow < 0 || c.RateWindow > time.Hour {
		add("KANVARO_RATE_WINDOW must be from 0s to 1h")
	}
	for _, p := range c.TrustedProxies {
		if _, err := netip.ParsePrefix(p); err != nil {
			add("KANVARO_TRUSTED_PROXIES must be networks such as 10.0.0.0/8")
			break
		}
	}
	if u := c.MongoURI; u != "" && !strings.HasPrefix(u, "mongodb://") && !strings.HasPrefix(u, "mongodb+srv://") {
		add("MONGODB_URI must begin with mongodb:// or mongodb+srv://")
	}
	return wrong(append(faults, c.weak()...))
}

func (c *Config) weak() []error {
	var faults []error
	for _, s := range []secret{{"JWT_SECRET", &c.JWTSecret, ""}, {"JWT_REFRESH_SECRET", &c.JWTRefreshSecret, ""}} {
		v := *s.value
		switch {
		case v == "":
		case len(v) < shortestSecret:
			faults = append(faults, fmt.Errorf("%s is shorter than %d characters; make one with: openssl rand -base64 48", s.env, shortestSecret))
		case fewCharacters(v) || strings.Contains(strings.ToLower(v), "change") || strings.Contains(strings.ToLower(v), "your-"):
			faults = append(faults, fmt.Errorf("%s is not a random value; make one with: openssl rand -base64 48", s.env))
		}
	}
	if c.JWTSecret != "" && c.JWTSecret == c.JWTRefreshSecret {
		faults = append(faults, errors.New("JWT_SECRET and JWT_REFRESH_SECRET must not be the same"))
	}
	return faults
}

func fewCharacters(s string) bool {
	seen := map[rune]bool{}
	for _, r := range s {
		seen[r] = true
	}
	return len(seen) < 10
}
