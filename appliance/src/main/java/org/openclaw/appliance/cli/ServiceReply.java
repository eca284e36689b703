package org.openclaw.appliance.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.openclaw.appliance.platform.InstalledService;
import org.openclaw.appliance.protocol.Json;

/**
 * What a service command tells its caller: steps to standard error while it works, then one result, as text or, with
 * {@code --json}, as one document: {@code version} (1; grows when a field changes its meaning), {@code action},
 * {@code ok}, {@code result} (one word), {@code message} or {@code error}, {@code hints}, {@code warnings}, {@code service}.
 */
final class ServiceReply {

    /** Grows when a field changes its meaning; additions leave it alone. */
    static final int VERSION = 1;

    private final String action;
    private final Invocation in;
    private final boolean json;
    private final List<String> warnings = new ArrayList<>();

    /** @param action install, uninstall, start, stop or restart */
    ServiceReply(String action, Invocation in, boolean json) {
        this.action = action;
        this.in = in;
        this.json = json;
    }

    String action() {
        return action;
    }

    void step(String text) {
        in.terminal().err(text);
    }

    void warn(String text) {
        warnings.add(text);
        in.terminal().err("warning: " + text);
    }

    /** @param result one word for programs @param message one sentence for people */
    int done(String result, String message) {
        if (json) {
            in.terminal().json(document(true, result).put("message", message));
        } else {
            in.terminal().out(message);
        }
        return Exit.OK.status();
    }

    int failed(String result, String error, List<String> hints) {
        return failed(Exit.FAILED, result, error, hints);
    }

    int failed(Exit exit, String result, String error, List<String> hints) {
        in.terminal().err("openclaw: " + error);
        hints.forEach(hint -> in.terminal().err("  " + hint));
        if (json) {
            ObjectNode document = document(false, result).put("error", error);
            hints.forEach(document.putArray("hints")::add);
            in.terminal().json(document);
        }
        return exit.status();
    }

    private ObjectNode document(boolean ok, String result) {
        ObjectNode document = Json.object().put("version", VERSION).put("action", action).put("ok", ok).put("result", result);
        warnings.forEach(document.putArray("warnings")::add);
        ServiceFacts service = ServiceFacts.of(in);
        document.putObject("service")
                .put("kind", service.kind())
                .put("label", service.name())
                .put("installed", service.isInstalled())
                .put("active", service.active())
                .put("pid", service.pid() == 0 ? null : service.pid())
                .put("definition", service.installed().map(InstalledService::definition).orElse(null));
        return document;
    }
}
