package org.openclaw.appliance.cli;
final class ConfigGetCommand implements Command { public void describe(picocli.CommandLine.Model.CommandSpec s) {} public int run(picocli.CommandLine.ParseResult a, Invocation in) { return 0; } }
