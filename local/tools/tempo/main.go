// Tempo 1.5.0 as one local process that reports to nobody, with a codec that works under today's Go.
package main

import (
	"flag"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/grafana/tempo/cmd/tempo/app"
	"github.com/grafana/tempo/pkg/util/log"
	"google.golang.org/grpc/encoding"
	"gopkg.in/yaml.v2"
)

// Version is set by the linker.
var Version = "unknown"

func main() {
	configFile := flag.String("config.file", "", "configuration file (YAML)")
	version := flag.Bool("version", false, "print the version and exit")
	config := app.Config{}
	config.RegisterFlagsAndApplyDefaults("", flag.CommandLine)
	flag.Parse()
	if *version {
		fmt.Println("tempo, version " + Version)
		return
	}
	if err := run(*configFile, &config); err != nil {
		fmt.Fprintln(os.Stderr, "tempo:", err)
		os.Exit(1)
	}
}

func run(file string, config *app.Config) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	if err := yaml.UnmarshalStrict(text, config); err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	flag.Parse() // flags win over the file

	// One process: its rings live in memory and point at itself.
	config.Ingester.LifecyclerConfig.RingConfig.KVStore.Store = "inmemory"
	config.Ingester.LifecyclerConfig.RingConfig.ReplicationFactor = 1
	config.Ingester.LifecyclerConfig.Addr = "127.0.0.1"
	config.Generator.Ring.KVStore.Store = "inmemory"
	config.Generator.Ring.InstanceAddr = "127.0.0.1"
	config.UsageReport.Enabled = false

	go exitSoon()
	encoding.RegisterCodec(codec{})
	log.InitLogger(&config.Server)
	tempo, err := app.New(*config)
	if err != nil {
		return err
	}
	return tempo.Run()
}

// exitSoon ends a shutdown that waits half a minute for its receivers' connections; the ingester, which
// writes what is still in memory to its log on disk, stops in the first moments of it.
func exitSoon() {
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, os.Interrupt, syscall.SIGTERM)
	<-stop
	time.Sleep(2 * time.Second)
	os.Exit(0)
}
