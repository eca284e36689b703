package org.openclaw.appliance;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The layering of the gateway. Every {@link ArchRule} field below is a rule that is checked. */
class ArchitectureTest {

    private static final String ROOT = "org.openclaw.appliance";
    private static final String[] FEATURES = {
        ROOT + ".absent..",
        ROOT + ".adminrpc..",
        ROOT + ".agent..",
        ROOT + ".approval..",
        ROOT + ".bootlog..",
        ROOT + ".channel..",
        ROOT + ".console..",
        ROOT + ".cron..",
        ROOT + ".diagnostics..",
        ROOT + ".exec..",
        ROOT + ".fetch..",
        ROOT + ".guard..",
        ROOT + ".heartbeat..",
        ROOT + ".hook..",
        ROOT + ".inbound..",
        ROOT + ".invoke..",
        ROOT + ".node..",
        ROOT + ".openai..",
        ROOT + ".pairing..",
        ROOT + ".presence..",
        ROOT + ".provider..",
        ROOT + ".recall..",
        ROOT + ".restart..",
        ROOT + ".secret..",
        ROOT + ".session..",
        ROOT + ".sessiontool..",
        ROOT + ".settings..",
        ROOT + ".status..",
        ROOT + ".tool..",
        ROOT + ".usage..",
        ROOT + ".user..",
        ROOT + ".watchdog..",
        ROOT + ".workspace..",
    };

    private static final JavaClasses PRODUCT =
            new ClassFileImporter().withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS).importPackages(ROOT);

    static final ArchRule packagesFormNoCycles =
            slices().matching(ROOT + ".(*)..").should().beFreeOfCycles();

    static final ArchRule protocolKnowsNoOtherPackage = knowsNoOther("protocol");
    static final ArchRule platformKnowsNoOtherPackage = knowsNoOther("platform");
    static final ArchRule storeKnowsNoOtherPackage = knowsNoOther("store");
    static final ArchRule websocketKnowsNoOtherPackage = knowsNoOther("websocket");
    static final ArchRule qrKnowsNoOtherPackage = knowsNoOther("qr");
    static final ArchRule fileKnowsNoOtherPackage = knowsNoOther("file");
    static final ArchRule tlsKnowsNoOtherPackage = knowsNoOther("tls");
    static final ArchRule tailscaleKnowsOnlyWhatLiesBelow =
            knowsOnly("tailscale", "protocol", "platform", "access", "config");
    static final ArchRule configKnowsOnlyWhatLiesBelow = knowsOnly("config", "protocol", "file");
    static final ArchRule logKnowsOnlyConfigAndProtocol = knowsOnly("log", "config", "protocol");
    static final ArchRule accessKnowsOnlyWhatLiesBelow = knowsOnly("access", "protocol", "file", "config", "store");
    static final ArchRule rpcKnowsOnlyProtocolAndAccess = knowsOnly("rpc", "protocol", "access");
    static final ArchRule serverKnowsNoFeature =
            knowsOnly("server", "protocol", "access", "config", "rpc", "websocket");
    static final ArchRule clientKnowsOnlyWhatLiesBelow = knowsOnly("client", "protocol", "websocket", "file");
    static final ArchRule bootlogKnowsOnlyWhatLiesBelow =
            knowsOnly("bootlog", "protocol", "platform", "clock", "config", "store", "access", "rpc");
    static final ArchRule watchdogKnowsOnlyWhatLiesBelow = knowsOnly("watchdog", "protocol", "platform", "access", "rpc");
    static final ArchRule guardKnowsOnlyWhatLiesBelow =
            knowsOnly("guard", "protocol", "platform", "config", "store", "access", "rpc");
    static final ArchRule secretKnowsOnlyWhatLiesBelow =
            knowsOnly("secret", "protocol", "file", "config", "access", "rpc");
    static final ArchRule approvalKnowsOnlyWhatLiesBelow =
            knowsOnly("approval", "protocol", "file", "config", "store", "access", "rpc", "provider");
    static final ArchRule execKnowsOnlyWhatLiesBelow =
            knowsOnly("exec", "protocol", "platform", "config", "provider", "tool", "approval");
    static final ArchRule fetchKnowsOnlyWhatLiesBelow = knowsOnly("fetch", "protocol", "config", "outbound", "provider", "tool");
    static final ArchRule workspaceKnowsOnlyWhatLiesBelow = knowsOnly("workspace", "protocol", "provider", "tool");
    static final ArchRule auditKnowsOnlyWhatLiesBelow = knowsOnly("audit", "protocol", "file", "access", "rpc");
    static final ArchRule diagnosticsKnowsOnlyWhatLiesBelow = knowsOnly("diagnostics", "protocol", "file", "access", "config", "rpc");
    static final ArchRule outboundKnowsNoOtherPackage = knowsNoOther("outbound");
    static final ArchRule clockKnowsOnlyWhatLiesBelow = knowsOnly("clock", "protocol", "platform");
    static final ArchRule diskKnowsOnlyWhatLiesBelow = knowsOnly("disk", "protocol", "file", "access", "rpc");
    static final ArchRule setupKnowsOnlyWhatLiesBelow = knowsOnly("setup", "protocol", "file", "config", "access");
    static final ArchRule toolKnowsOnlyWhatLiesBelow = knowsOnly("tool", "protocol", "config", "provider");
    static final ArchRule skillKnowsOnlyConfigAndProtocol = knowsOnly("skill", "protocol", "config");
    static final ArchRule recallKnowsOnlyWhatLiesBelow =
            knowsOnly("recall", "protocol", "access", "store", "rpc", "session", "tool");
    static final ArchRule absentKnowsOnlyWhatLiesBelow = knowsOnly("absent", "protocol", "access", "rpc");
    static final ArchRule userKnowsOnlyWhatLiesBelow = knowsOnly("user", "protocol", "access", "store", "rpc");
    static final ArchRule webhookKnowsOnlyWhatLiesBelow = knowsOnly("webhook", "config", "outbound");
    static final ArchRule commandKnowsNoOtherPackage = knowsNoOther("command");
    static final ArchRule heartbeatKnowsNoOtherAutomation = knowsOnly(
            "heartbeat", "protocol", "config", "rpc", "presence", "provider", "session", "agent", "channel");
    static final ArchRule inboundKnowsOnlyWhatLiesBelow = knowsOnly(
            "inbound", "protocol", "config", "store", "access", "rpc", "server", "provider", "session", "agent", "channel");
    static final ArchRule serviceKnowsOnlyWhatLiesBelow = knowsOnly("service", "protocol", "platform", "config", "client");

    static final ArchRule onlyServerUsesUndertow = only("server", "io.undertow..", "org.xnio..");
    static final ArchRule onlyStoreUsesJdbc = only("store", "java.sql..", "org.sqlite..");
    static final ArchRule onlyCliUsesPicocli = only("cli", "picocli..");

    static final ArchRule nobodyUsesJna =
            noClasses().should().dependOnClassesThat().resideInAPackage("com.sun.jna..");

    static final ArchRule nobodyUsesJavaUtilLogging =
            noClasses().should().dependOnClassesThat().resideInAPackage("java.util.logging..");

    static final ArchRule nobodyUsesTheHeavyHttpClient =
            noClasses().should().dependOnClassesThat().resideInAPackage("java.net.http..");

    static final ArchRule nobodySleeps = noClasses().should().callMethod(Thread.class, "sleep", long.class);

    static final ArchRule onlyCliPrints = noClasses()
            .that(not(resideInAnyPackage(ROOT + ".cli..", ROOT + ".log..")))
            .should()
            .accessField(System.class, "out")
            .orShould()
            .accessField(System.class, "err");

    static final ArchRule onlyTheCompositionRootConstructsMethodSets = noClasses()
            .that(not(isTopLevelOf(ROOT)))
            .should()
            .callConstructorWhere(DescribedPredicate.describe(
                    "the target is a feature's method or route set",
                    call -> isMethodOrRouteSet(call.getTargetOwner()) && !call.getOriginOwner().equals(call.getTargetOwner())));

    static final ArchRule featuresLiveInTheListedPackages = classes()
            .that(DescribedPredicate.describe("are method or route sets", ArchitectureTest::isMethodOrRouteSet))
            .should()
            .resideInAnyPackage(FEATURES);

    @TestFactory
    Stream<DynamicTest> holds() throws IllegalAccessException {
        List<DynamicTest> tests = new ArrayList<>();
        for (Field field : ArchitectureTest.class.getDeclaredFields()) {
            if (field.getType() == ArchRule.class) {
                ArchRule rule = (ArchRule) field.get(null);
                tests.add(dynamicTest(field.getName(), () -> rule.check(PRODUCT)));
            }
        }
        return tests.stream();
    }

    /** A rule over a package that no longer exists would hold for ever without saying anything. */
    @Test
    void everyPackageNamedInARuleHasClasses() {
        Set<String> packages = new TreeSet<>();
        PRODUCT.forEach(type -> packages.add(type.getPackageName()));
        for (String name : List.of(
                "protocol", "platform", "store", "websocket", "file", "config", "log", "access", "rpc", "server", "client", "cli",
                "absent", "adminrpc", "agent", "approval", "audit", "bootlog", "channel", "clock", "command", "console",
                "cron", "diagnostics", "disk", "doctor", "exec", "fetch", "guard", "heartbeat", "hook",
                "invoke", "node", "openai", "outbound", "pairing", "presence", "provider", "qr", "recall",
                "restart", "secret", "service", "session", "sessiontool", "settings", "setup", "skill",
                "status", "tailscale", "tls", "tool", "usage", "user", "watchdog", "webhook", "workspace")) {
            assertTrue(packages.contains(ROOT + "." + name), () -> "no class in package " + name + "; have " + packages);
        }
    }

    @Test
    void everyRuleIsAConstant() {
        for (Field field : ArchitectureTest.class.getDeclaredFields()) {
            if (field.getType() == ArchRule.class) {
                assertTrue(Modifier.isStatic(field.getModifiers()) && Modifier.isFinal(field.getModifiers()), field.getName());
            }
        }
    }

    @Test
    void theRulesSeeTheProduct() {
        assertFalse(PRODUCT.isEmpty());
        assertTrue(PRODUCT.size() > 150, "only " + PRODUCT.size() + " classes were imported");
    }

    private static ArchRule knowsNoOther(String name) {
        return knowsOnly(name);
    }

    private static ArchRule knowsOnly(String name, String... others) {
        List<String> allowed = new ArrayList<>();
        allowed.add(ROOT + "." + name + "..");
        for (String other : others) {
            allowed.add(ROOT + "." + other + "..");
        }
        return noClasses()
                .that(resideInAPackage(ROOT + "." + name + ".."))
                .should()
                .dependOnClassesThat(resideInAPackage(ROOT + "..").and(not(resideInAnyPackage(allowed.toArray(String[]::new)))));
    }

    private static ArchRule only(String user, String... libraries) {
        return noClasses()
                .that(not(resideInAPackage(ROOT + "." + user + "..")))
                .should()
                .dependOnClassesThat(resideInAnyPackage(libraries));
    }

    private static boolean isMethodOrRouteSet(JavaClass type) {
        return type.getPackageName().startsWith(ROOT + ".")
                && type.isTopLevelClass()
                && (type.getSimpleName().matches("[A-Z]\\w+(Methods|Routes)"))
                && !type.getPackageName().equals(ROOT + ".rpc");
    }

    private static DescribedPredicate<JavaClass> isTopLevelOf(String packageName) {
        return DescribedPredicate.describe("in package " + packageName, type -> type.getPackageName().equals(packageName));
    }
}
