package org.openclaw.appliance.cli;

import java.io.IOException;
import org.openclaw.appliance.secret.AuditReport;
import org.openclaw.appliance.secret.SecretAudit;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code openclaw secrets audit}: plain text that lies about, and references that lead nowhere. */
final class SecretsAuditCommand implements Command {

    private static final String CHECK = "--check";
    private static final String ALLOW_EXEC = "--allow-exec";
    private static final int FINDINGS = 1;
    private static final int UNRESOLVED = 2;

    @Override
    public void describe(CommandSpec spec) {
        spec.addOption(Options.flag(CHECK, "End with status 1 when anything is found."));
        spec.addOption(Options.flag(ALLOW_EXEC, "Run the programs of exec providers."));
        spec.addOption(Options.json());
    }

    @Override
    public int run(ParseResult args, Invocation in) throws CommandException {
        AuditReport report;
        try {
            report = new SecretAudit(in.paths(), in.environment(), in.clock()).run(args.hasMatchedOption(ALLOW_EXEC));
        } catch (IOException e) {
            throw CommandException.failed(e.getMessage());
        }
        if (args.hasMatchedOption("--json")) {
            in.terminal().json(report.json());
        } else {
            print(report, in.terminal());
        }
        return switch (report.status()) {
            case "unresolved" -> UNRESOLVED;
            case "findings" -> args.hasMatchedOption(CHECK) ? FINDINGS : Exit.OK.status();
            default -> Exit.OK.status();
        };
    }

    private static void print(AuditReport report, Terminal terminal) {
        for (AuditReport.Finding finding : report.findings()) {
            terminal.out(finding.code() + "  " + finding.file());
            terminal.out("  " + finding.message());
        }
        if (report.skippedPrograms() > 0) {
            terminal.out(report.skippedPrograms() + " exec references were not checked; --allow-exec runs their programs.");
        }
        terminal.out("Secrets audit: " + report.status()
                + (report.findings().isEmpty() ? "" : " (" + report.findings().size() + ")"));
    }
}
