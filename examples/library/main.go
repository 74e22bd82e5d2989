// A service that migrates its database when it starts, with golang-migrate as a library.
//
//	DATABASE_URL=postgres://… go run . migrations
package main

import (
	"context"
	"errors"
	"log/slog"
	"net/url"
	"os"
	"os/signal"
	"syscall"

	"github.com/golang-migrate/migrate/v4"
	_ "github.com/golang-migrate/migrate/v4/database/postgres"
	_ "github.com/golang-migrate/migrate/v4/source/file"
)

func main() {
	log := slog.New(slog.NewJSONHandler(os.Stderr, nil))
	done, err := migrateUp(log, os.Args[1], os.Getenv("DATABASE_URL"))
	if err != nil {
		os.Exit(1)
	}
	if done {
		log.Info("the service starts")
	}
}

// migrateUp applies all migrations of a folder. It returns false if it stopped after one of them because the process is to end.
func migrateUp(log *slog.Logger, folder, database string) (done bool, err error) {
	// golang-migrate's library returns its errors, and does not print them as its command line does.
	logResult := func() {
		switch {
		case errors.Is(err, migrate.ErrNoChange):
			log.Info("no change")
			err = nil
		case err != nil:
			log.Error("error: " + withoutURL(err).Error())
		}
	}
	m, err := migrate.New("file://"+folder, database)
	if err != nil {
		logResult()
		return false, err
	}
	defer m.Close()
	defer logResult() // runs before Close, whose line ends the run
	m.Log = slogLogger{log}

	asked, cancel := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer cancel()
	ended := make(chan struct{})
	defer close(ended)
	go func() {
		select {
		case <-asked.Done():
			log.Info("Stopping after this running migration ...")
			m.GracefulStop <- true
		case <-ended:
		}
	}()

	err = m.Up()
	return asked.Err() == nil, err
}

// withoutURL hides the text of an error that quotes the database's URL, with its password.
func withoutURL(err error) error {
	if wrong := new(url.Error); errors.As(err, &wrong) {
		return errors.New("failed to open database: its URL cannot be parsed")
	}
	return err
}
