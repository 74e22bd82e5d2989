// A program that uses golang-migrate as a library, the way services do: it migrates when it starts, with its own
// logger handed to the library, and prints the returned error in its own words.
package main

import (
	"errors"
	"flag"
	"fmt"
	"log"
	"log/slog"
	"os"

	"github.com/golang-migrate/migrate/v4"
	_ "github.com/golang-migrate/migrate/v4/database/postgres"
	_ "github.com/golang-migrate/migrate/v4/source/file"
	"github.com/rs/zerolog"
	"github.com/sirupsen/logrus"
	"go.uber.org/zap"
)

// logger is migrate.Logger, and what the service itself logs with.
type logger struct {
	printf  func(format string, v ...any)
	fail    func(err error)
	verbose bool
}

func (l logger) Printf(format string, v ...any) { l.printf(format, v...) }
func (l logger) Verbose() bool                  { return l.verbose }

func newLogger(name string, verbose bool) (logger, bool) {
	switch name {
	case "none":
		return logger{func(string, ...any) {}, func(err error) { fmt.Fprintln(os.Stderr, "failed to migrate:", err) }, verbose}, true
	case "std":
		l := log.New(os.Stderr, "", log.LstdFlags)
		return logger{l.Printf, func(err error) { l.Printf("could not migrate the database: %v", err) }, verbose}, true
	case "std-prefix":
		l := log.New(os.Stderr, "migrate: ", 0)
		return logger{l.Printf, func(err error) { l.Printf("%v", err) }, verbose}, true
	case "zap":
		l, err := zap.NewProduction()
		if err != nil {
			panic(err)
		}
		s := l.Sugar()
		return logger{s.Infof, func(err error) { l.Error("migration failed to apply", zap.Error(err)) }, verbose}, true
	case "zap-console":
		l, err := zap.NewDevelopment()
		if err != nil {
			panic(err)
		}
		s := l.Sugar()
		return logger{s.Infof, func(err error) { s.Errorw("could not migrate", "error", err) }, verbose}, true
	case "zerolog":
		l := zerolog.New(os.Stderr).With().Timestamp().Logger()
		return logger{func(f string, v ...any) { l.Info().Msgf(f, v...) }, func(err error) { l.Error().Err(err).Msg("could not migrate") }, verbose}, true
	case "logrus":
		l := logrus.New()
		return logger{l.Infof, func(err error) { l.WithError(err).Error("could not migrate") }, verbose}, true
	case "logrus-json":
		l := logrus.New()
		l.SetFormatter(&logrus.JSONFormatter{})
		return logger{l.Infof, func(err error) { l.WithError(err).Error("could not migrate") }, verbose}, true
	case "slog":
		l := slog.New(slog.NewTextHandler(os.Stderr, nil))
		return logger{func(f string, v ...any) { l.Info(fmt.Sprintf(f, v...)) }, func(err error) { l.Error("could not migrate", "err", err) }, verbose}, true
	case "slog-json":
		l := slog.New(slog.NewJSONHandler(os.Stderr, nil))
		return logger{func(f string, v ...any) { l.Info(fmt.Sprintf(f, v...)) }, func(err error) { l.Error("could not migrate", "err", err) }, verbose}, true
	}
	return logger{}, false
}

func main() {
	path := flag.String("path", "", "folder of migrations")
	database := flag.String("database", "", "database URL")
	verbose := flag.Bool("verbose", false, "what Logger.Verbose answers")
	name := flag.String("logger", "std", "which logger the service uses")
	strict := flag.Bool("strict", false, "treat ErrNoChange as an error, as some callers do")
	panics := flag.Bool("panics", false, "panic on an error")
	closes := flag.Bool("closes", false, "close source and database when done")
	flag.Parse()

	l, known := newLogger(*name, *verbose)
	if !known {
		fmt.Fprintln(os.Stderr, "unknown logger", *name)
		os.Exit(2)
	}
	err := up(*path, *database, l, *closes)
	if errors.Is(err, migrate.ErrNoChange) && !*strict {
		err = nil
	}
	if err == nil {
		l.printf("listening on %s", ":8080")
		return
	}
	if *panics {
		panic(err)
	}
	l.fail(err)
	os.Exit(1)
}

func up(path, database string, l logger, closes bool) error {
	m, err := migrate.New("file://"+path, database)
	if err != nil {
		return err
	}
	m.Log = l
	if closes {
		defer m.Close()
	}
	return m.Up()
}
