package org.openclaw.appliance.cli;

import org.openclaw.appliance.client.ClientException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** One command: what it takes, and what it does. Made only when invoked. */
public interface Command {

    /** Adds description, options and parameters. The specification already has its name and {@code --help}. */
    void describe(CommandSpec spec);

    /**
     * Does the work.
     *
     * @return the process's exit status
     * @throws CommandException when it can't: a sentence for the operator and an exit status
     * @throws ClientException when the gateway can't be asked; exit status 1
     * @throws InterruptedException when the caller has gone away
     */
    int run(ParseResult args, Invocation in) throws CommandException, ClientException, InterruptedException;
}
