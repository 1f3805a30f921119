package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"os"

	"github.com/urfave/cli/v3"

	"github.com/jiefen/jiefen/pkg/casework"
	"github.com/jiefen/jiefen/pkg/identity"
)

// passwordEnv names the variable a password is taken from: not a flag, which
// everybody on the machine can read.
const passwordEnv = "JIEFEN_PASSWORD"

func userCommand() *cli.Command {
	return &cli.Command{
		Name:  "user",
		Usage: "make, change and end accounts",
		Commands: []*cli.Command{
			{
				Name: "add", Usage: "make an account, or give one a further post", ArgsUsage: "USERNAME",
				Flags: commonFlags(
					&cli.StringFlag{Name: "name", Usage: "the person's name"},
					&cli.StringFlag{Name: "phone", Usage: "the person's phone"},
					&cli.StringFlag{Name: "body", Usage: "code of the body to work in", Required: true},
					&cli.StringSliceFlag{Name: "role", Usage: "role there; may be given several times", Required: true},
				),
				Action: with(addUser),
			},
			{Name: "password", Usage: "give an account a new password", ArgsUsage: "USERNAME", Flags: commonFlags(), Action: with(setPassword)},
			{Name: "second", Usage: "look after second factors", Commands: []*cli.Command{
				{Name: "clear", Usage: "take a lost second factor away", ArgsUsage: "USERNAME", Flags: commonFlags(), Action: with(clearSecond)},
			}},
			{Name: "disable", Usage: "end an account at once", ArgsUsage: "USERNAME", Flags: commonFlags(), Action: with(disableUser)},
			{Name: "enable", Usage: "bring an ended account back", ArgsUsage: "USERNAME", Flags: commonFlags(), Action: with(enableUser)},
		},
	}
}

func addUser(ctx context.Context, cmd *cli.Command, app *App) error {
	name := cmd.Args().First()
	if name == "" {
		return errNoArgument
	}
	id, err := app.Accounts.Find(ctx, name)
	if err != nil {
		return err
	}
	if id != "" {
		_, err = app.Accounts.AddMembership(ctx, id, cmd.String("body"), cmd.StringSlice("role"))
		return err
	}
	password, made := password()
	_, err = app.Accounts.AddUser(ctx, identity.NewUser{
		Username: name, Name: cmd.String("name"), Phone: cmd.String("phone"), Password: password,
		Body: cmd.String("body"), Roles: cmd.StringSlice("role"),
	})
	if err == nil {
		tell(cmd, name, password, made)
	}
	return err
}

func setPassword(ctx context.Context, cmd *cli.Command, app *App) error {
	name := cmd.Args().First()
	if name == "" {
		return errNoArgument
	}
	password, made := password()
	if err := app.Accounts.SetPassword(ctx, name, password); err != nil {
		return err
	}
	tell(cmd, name, password, made)
	return nil
}

// clearSecond takes a second factor away, for who has lost it and for the last
// administrator. The log of the administration says that it was done here.
func clearSecond(ctx context.Context, cmd *cli.Command, app *App) error {
	name := cmd.Args().First()
	id, err := app.Accounts.Find(ctx, name)
	if err != nil {
		return err
	}
	if id == "" {
		return fmt.Errorf("there is no user %q", name)
	}
	deed := casework.Deed{Act: "second_cleared", Kind: "user", About: string(id)}
	return app.Accounts.ClearSecond(ctx, id, app.Desk.Recorded(casework.Console, deed, nil))
}

func disableUser(ctx context.Context, cmd *cli.Command, app *App) error {
	return app.Accounts.Disable(ctx, cmd.Args().First())
}

func enableUser(ctx context.Context, cmd *cli.Command, app *App) error {
	return app.Accounts.Enable(ctx, cmd.Args().First())
}

// password takes the given one or makes one.
func password() (text string, made bool) {
	if given := os.Getenv(passwordEnv); given != "" {
		return given, false
	}
	return rand.Text()[:16], true
}

// tell prints a made password, once.
func tell(cmd *cli.Command, name, password string, made bool) {
	if made {
		fmt.Fprintf(cmd.Root().Writer, "%s: %s\n", name, password)
	}
}
