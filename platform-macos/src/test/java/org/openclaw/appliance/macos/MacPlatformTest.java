package org.openclaw.appliance.macos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.openclaw.appliance.platform.CommandRunner;
import org.openclaw.appliance.platform.MemoryProbe.Reading;
import org.openclaw.appliance.platform.Platform;
import org.openclaw.appliance.platform.ProcessInspector.Owner;
import org.openclaw.appliance.platform.ServiceSupervisor.State;

/** Recorded text and bytes stand in for a Mac. */
class MacPlatformTest {

    private static final String PRINTED =
            """
            gui/501/ai.openclaw.gateway = {
            \tactive count = 1
            \tpath = /Users/me/Library/LaunchAgents/ai.openclaw.gateway.plist
            \ttype = LaunchAgent
            \tstate = running

            \tprogram = /usr/local/bin/openclaw
            \truns = 1
            \tpid = 812
            \timmediate reason = speculative
            \tendpoints = {
            \t\tstate = active
            \t}
            }
            """;

    @Test
    @DisabledOnOs(OS.MAC)
    void loadsElsewhereButIsNotThisSystem() {
        Platform found = ServiceLoader.load(Platform.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(MacPlatform.class::isInstance)
                .findFirst()
                .orElseThrow();

        assertFalse(found.isThisSystem());
        assertFalse(Platform.current() instanceof MacPlatform);
    }

    @Test
    @DisabledOnOs(OS.MAC)
    void answersUnknownWhereNativeCodeDoesNotLoad() {
        Platform mac = new MacPlatform();

        assertEquals(new Reading(-1, -1, -1, -1, -1, -1, -1, -1), mac.memoryProbe().read());
        assertEquals("unknown", mac.hostFacts().model());
        assertEquals(OptionalLong.empty(), mac.hostFacts().hostUptimeMillis());
        assertEquals(List.of(), mac.hostFacts().loadAverage());
        assertEquals(Optional.empty(), mac.serviceSupervisor().state("ai.openclaw.gateway"));
    }

    @Test
    void readsTheServicesState() {
        assertEquals(Optional.of(new State(true, 812, "running")), Launchctl.parse(PRINTED));
        assertEquals(
                Optional.of(new State(false, 0, "not running")),
                Launchctl.parse(PRINTED.replace("= running", "= not running").replace("\tpid = 812\n", "")));
        assertEquals(Optional.empty(), Launchctl.parse("Bad request.\n"));
    }

    @Test
    void knowsWhetherLaunchdStartedThisProcess() {
        assertTrue(supervised("ai.openclaw.gateway"));
        assertFalse(supervised("0"));
        assertFalse(supervised("application.com.apple.Terminal.1"));
    }

    @Test
    void readsPortOwners() {
        assertEquals(Optional.of(new Owner(812, "java")), MacProcessInspector.parse("p812\ncjava\nf45\n"));
        assertEquals(Optional.empty(), MacProcessInspector.parse(""));
    }

    @Test
    void knowsNothingOfTheApplianceButItsPlatformInterfaces() {
        ArchRuleDefinition.classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        MacPlatform.class.getPackageName(), Platform.class.getPackageName(), "java..", "org.tinylog",
                        "com.sun.jna..", "javax.xml.stream..")
                .check(new ClassFileImporter()
                        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                        .importPackagesOf(MacPlatform.class));
    }

    private static boolean supervised(String name) {
        CommandRunner unused = command -> Optional.empty();
        LaunchdSetting setting = new LaunchdSetting(
                Map.of("XPC_SERVICE_NAME", name), Path.of("/"), Path.of("/"), 501, pid -> false, pid -> false);
        return new LaunchdSupervisor(setting, new Launchctl("launchctl", unused, unused), time -> {}).supervisesThisProcess();
    }
}
