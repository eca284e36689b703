package org.openclaw.appliance.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.openclaw.appliance.config.Config;
import org.openclaw.appliance.doctor.FixException;
import org.openclaw.appliance.doctor.Instance;
import org.openclaw.appliance.doctor.security.Risk;
import org.openclaw.appliance.doctor.security.SecurityCheck;
import org.openclaw.appliance.protocol.Json;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code openclaw security audit}: what somebody else could do with this instance. {@code --fix} tightens file modes only. */
final class SecurityAuditCommand implements Command {

    private record Report(List<Risk> found, List<Risk> suppressed) {}

    @Override
    public void describe(CommandSpec spec) {
        spec.addOption(Options.flag("--deep", "Ask the running gateway, too."));
        spec.addOption(Options.flag("--fix", "Take other users' permissions to files away; changes nothing else."));
        spec.addOption(Options.json());
    }

    @Override
    public int run(ParseResult args, Invocation in) throws CommandException, InterruptedException {
        boolean deep = args.hasMatchedOption("--deep");
        ArrayNode actions = args.hasMatchedOption("--fix") ? fix(look(deep, in).found()) : null;
        Report report = look(deep, in);
        if (args.hasMatchedOption("--json")) {
            in.terminal().json(actions == null ? json(report, in) : fixed(actions, report, in));
        } else {
            print(actions, report, in.terminal(), deep);
        }
        return actions != null && failed(actions) ? Exit.FAILED.status() : Exit.OK.status();
    }

    private static Report look(boolean deep, Invocation in) throws InterruptedException {
        Instance instance =
                Instance.of(in.environment(), in.paths(), in.platform(), new DoctorDoor(in), in.clock(), deep);
        List<Risk> found = new ArrayList<>();
        List<Risk> suppressed = new ArrayList<>();
        JsonNode accepted = instance.config().map((Config config) -> config.at("security.audit.suppressions")).orElseGet(Json::object);
        for (SecurityCheck check : SecurityCheck.all(deep)) {
            for (Risk risk : check.run(instance)) {
                (isAccepted(risk, accepted) ? suppressed : found).add(risk);
            }
        }
        if (accepted.isArray() && !accepted.isEmpty()) {
            found.add(new Risk(
                    "security.audit.suppressions.active", Risk.Grade.INFO, "Some risks are accepted and not shown",
                    suppressed.size() + " left out by security.audit.suppressions; --json has them.", "", Optional.empty()));
        }
        found.sort((one, other) -> other.grade().compareTo(one.grade()));
        return new Report(found, suppressed);
    }

    private static boolean isAccepted(Risk risk, JsonNode accepted) {
        for (JsonNode entry : accepted) {
            if (entry.path("checkId").asText().equals(risk.checkId())
                    && contains(risk.title(), entry.path("titleIncludes").asText(""))
                    && contains(risk.detail(), entry.path("detailIncludes").asText(""))) {
                return true;
            }
        }
        return false;
    }

    private static boolean contains(String text, String part) {
        return text.toLowerCase(Locale.ROOT).contains(part.toLowerCase(Locale.ROOT));
    }

    private static ArrayNode fix(List<Risk> risks) throws InterruptedException {
        ArrayNode actions = Json.mapper().createArrayNode();
        for (Risk risk : risks) {
            if (risk.fix().isEmpty()) {
                continue;
            }
            ObjectNode action = actions.addObject().put("checkId", risk.checkId());
            try {
                action.put("ok", true).put("done", risk.fix().get().repair().run());
            } catch (FixException e) {
                action.put("ok", false).put("error", e.getMessage());
            }
        }
        return actions;
    }

    private static boolean failed(ArrayNode actions) {
        for (JsonNode action : actions) {
            if (!action.path("ok").asBoolean()) {
                return true;
            }
        }
        return false;
    }

    private static ObjectNode fixed(ArrayNode actions, Report report, Invocation in) {
        ObjectNode document = Json.object();
        document.putObject("fix").put("ok", !failed(actions)).set("actions", actions);
        document.set("report", json(report, in));
        return document;
    }

    private static ObjectNode json(Report report, Invocation in) {
        ObjectNode document = Json.object().put("ts", in.clock().millis());
        ObjectNode summary = document.putObject("summary");
        for (Risk.Grade grade : List.of(Risk.Grade.CRITICAL, Risk.Grade.WARN, Risk.Grade.INFO)) {
            summary.put(grade.wireName(), count(report, grade));
        }
        ArrayNode findings = document.putArray("findings");
        report.found().forEach(risk -> findings.add(json(risk)));
        if (!report.suppressed().isEmpty()) {
            ArrayNode suppressed = document.putArray("suppressedFindings");
            report.suppressed().forEach(risk -> suppressed.add(json(risk)));
        }
        return document;
    }

    private static ObjectNode json(Risk risk) {
        ObjectNode json = Json.object()
                .put("checkId", risk.checkId())
                .put("severity", risk.grade().wireName())
                .put("title", risk.title())
                .put("detail", risk.detail());
        return risk.remedy().isEmpty() ? json : json.put("remediation", risk.remedy());
    }

    private static long count(Report report, Risk.Grade grade) {
        return report.found().stream().filter(risk -> risk.grade() == grade).count();
    }

    private static void print(ArrayNode actions, Report report, Terminal terminal, boolean deep) {
        if (actions != null) {
            actions.forEach(action -> terminal.out(action.path("ok").asBoolean()
                    ? terminal.good("Fixed: ") + action.path("done").asText()
                    : terminal.bad("Not fixed: ") + action.path("error").asText()));
        }
        terminal.out("OpenClaw security audit");
        terminal.out("Summary: " + count(report, Risk.Grade.CRITICAL) + " critical, " + count(report, Risk.Grade.WARN) + " warn, "
                + count(report, Risk.Grade.INFO) + " info");
        Risk.Grade last = null;
        for (Risk risk : report.found()) {
            if (risk.grade() != last) {
                last = risk.grade();
                terminal.out("");
                String heading = last.name();
                terminal.out(last == Risk.Grade.CRITICAL ? terminal.bad(heading) : terminal.strong(heading));
            }
            terminal.out(risk.checkId() + "  " + risk.title());
            terminal.out("  " + risk.detail());
            if (!risk.remedy().isEmpty()) {
                terminal.out("  Fix: " + risk.remedy());
            }
        }
        terminal.out("");
        boolean fixable = report.found().stream().anyMatch(risk -> risk.fix().isPresent());
        if (fixable) {
            terminal.out("openclaw security audit --fix    tightens the file modes among these");
        }
        if (!deep) {
            terminal.out("openclaw security audit --deep   asks the running gateway, too");
        }
    }
}
