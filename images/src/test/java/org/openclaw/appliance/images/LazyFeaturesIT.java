package org.openclaw.appliance.images;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.openclaw.appliance.images.gateway.GatewayHome;
import org.openclaw.appliance.images.gateway.GatewayProcess;

/** What nobody has used costs an idle gateway no memory: of tools, providers and jobs it has not even read the classes. */
class LazyFeaturesIT {

    /** Package to the classes a start needs: those that name a feature's methods or ask whether it has work. None: all are lazy. */
    private static final Map<String, Set<String>> NEEDED_AT_START = Map.ofEntries(
            Map.entry("exec", Set.of()),
            Map.entry("fetch", Set.of()),
            Map.entry("workspace", Set.of()),
            Map.entry("sessiontool", Set.of()),
            Map.entry("command", Set.of()),
            Map.entry("setup", Set.of()),
            Map.entry("doctor", Set.of()),
            Map.entry("tool", Set.of("Tools", "ToolPolicy", "ToolRunner", "ToolException")),
            Map.entry("approval", Set.of("ApprovalMethods", "ApprovalsFileView", "Questions")),
            Map.entry("cron", Set.of("CronMethods", "CronJobs", "JobTable")),
            Map.entry("heartbeat", Set.of("HeartbeatMethods", "Heartbeats")),
            Map.entry("hook", Set.of("HookMethods", "HookRoutes", "HookSettings", "Hooks", "InternalHooks")),
            Map.entry("recall", Set.of("RecallMethods", "Recall")),
            Map.entry("skill", Set.of("Skills")),
            Map.entry("usage", Set.of("UsageMethods", "Ledger")));

    private static final Pattern LOADED =
            Pattern.compile("\\] (org\\.openclaw\\.appliance\\.([a-z]+)\\.([A-Za-z]+)[^ ]*) source:");

    /** Classes of {@code provider} that speak with a model over the network begin so. */
    private static final List<String> DIALECTS = List.of(
            "Anthropic", "Completion", "Connection", "Dialect", "Embedder", "Http", "JsonLines", "Messages", "Ollama", "OpenAi",
            "Responses", "SseReader");

    @TempDir
    private Path directory;

    @Test
    @EnabledOnOs(OS.LINUX)
    void anIdleGatewayHasLoadedNoToolNoProviderAndNoScheduler() throws IOException {
        Path log = directory.resolve("classes.log");
        // Nobody listens at the provider's port: an idle gateway has no reason to ask. Without class archives a class is
        // loaded when it is needed, and not because it lies in one.
        try (GatewayHome home = GatewayHome.withProvider(9).onBoardWith(256);
                GatewayProcess gateway = GatewayProcess.start(
                        new Layout(Path.of("target/openclaw")),
                        home,
                        Map.of("OPENCLAW_JAVA_OPTS", "-Xshare:off -Xlog:class+load:file=" + log))) {
            gateway.awaitReady();
            gateway.connect().close();
        }
        Set<String> unexpected = new TreeSet<>();
        boolean any = false;
        for (String line : Files.readAllLines(log)) {
            Matcher loaded = LOADED.matcher(line);
            if (loaded.find()) {
                any = true;
                if (!isNeeded(loaded.group(2), loaded.group(3))) {
                    unexpected.add(loaded.group(1));
                }
            }
        }
        assertTrue(any, "the log of loaded classes names none of ours");
        assertEquals(Set.of(), unexpected, "loaded before anybody used it");
    }

    private static boolean isNeeded(String feature, String name) {
        if (feature.equals("provider")) {
            return DIALECTS.stream().noneMatch(name::startsWith);
        }
        Set<String> needed = NEEDED_AT_START.get(feature);
        return needed == null || needed.contains(name);
    }
}
