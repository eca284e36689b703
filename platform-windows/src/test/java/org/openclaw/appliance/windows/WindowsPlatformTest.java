package org.openclaw.appliance.windows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
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
import org.openclaw.appliance.platform.ServiceSupervisor.State;

/** Recorded text and bytes stand in for Windows. */
class WindowsPlatformTest {

    private static final String QUERYEX =
            """

            SERVICE_NAME: openclaw
                    TYPE               : 10  WIN32_OWN_PROCESS
                    STATE              : 4  RUNNING
                                            (STOPPABLE, NOT_PAUSABLE, ACCEPTS_SHUTDOWN)
                    WIN32_EXIT_CODE    : 0  (0x0)
                    SERVICE_EXIT_CODE  : 0  (0x0)
                    CHECKPOINT         : 0x0
                    WAIT_HINT          : 0x0
                    PID                : 4728
                    FLAGS              :
            """;

    private static final String NETSTAT =
            """

            Aktive Verbindungen

              Proto  Lokale Adresse         Remoteadresse          Status           PID
              TCP    0.0.0.0:135            0.0.0.0:0              ABHÖREN          1052
              TCP    127.0.0.1:51000        127.0.0.1:18789        HERGESTELLT      99
              TCP    127.0.0.1:18789        127.0.0.1:51000        HERGESTELLT      4728
              TCP    127.0.0.1:18789        0.0.0.0:0              ABHÖREN          4728
              TCP    [::]:445               [::]:0                 ABHÖREN          4
              UDP    0.0.0.0:18790          *:*                                     777
            """;

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void loadsElsewhereButIsNotThisSystem() {
        Platform found = ServiceLoader.load(Platform.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(WindowsPlatform.class::isInstance)
                .findFirst()
                .orElseThrow();

        assertFalse(found.isThisSystem());
        assertFalse(Platform.current() instanceof WindowsPlatform);
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void answersUnknownWhereNativeCodeDoesNotLoad() {
        Platform windows = new WindowsPlatform();

        assertEquals(new Reading(-1, -1, -1, -1, -1, -1, -1, -1), windows.memoryProbe().read());
        assertEquals(OptionalLong.empty(), windows.hostFacts().hostUptimeMillis());
        assertFalse(windows.serviceSupervisor().supervisesThisProcess());
        assertEquals(Optional.empty(), windows.serviceSupervisor().state("openclaw"));
        assertEquals(Optional.empty(), windows.processInspector().listenerOn(18_789));
    }

    @Test
    void readsTheServicesState() {
        assertEquals(Optional.of(new State(true, 4728, "RUNNING")), ServiceControlManager.parse(QUERYEX));
        assertEquals(
                Optional.of(new State(false, 0, "STOPPED")),
                ServiceControlManager.parse(
                        QUERYEX.replace("4  RUNNING", "1  STOPPED").replace("4728", "0").replace("STATE ", "STATUS")));
        assertEquals(
                Optional.empty(),
                ServiceControlManager.parse("[SC] EnumQueryServicesStatus:OpenService FAILED 1060:\n"));
    }

    @Test
    void asksOnlyForPlausibleServiceNames() {
        CommandRunner never = command -> {
            throw new AssertionError(command);
        };

        assertEquals(
                Optional.empty(),
                new ServiceControlManager(
                        new Kernel(), new WindowsTools(never, never), new NativeServiceSettings(Advapi32::load), Map.of(),
                        pid -> false, time -> {})
                .state("a & del"));
    }

    @Test
    void findsListenersInAnyLanguage() {
        assertEquals(OptionalLong.of(4728), WindowsProcessInspector.listener(NETSTAT, 18_789));
        assertEquals(OptionalLong.of(4), WindowsProcessInspector.listener(NETSTAT, 445));
        assertTrue(WindowsProcessInspector.listener(NETSTAT, 18_790).isEmpty());
        assertTrue(WindowsProcessInspector.listener(NETSTAT, 51_000).isEmpty());
    }

    @Test
    void namesTheHostAsWindowsDoes() {
        Map<String, String> environment = Map.of("COMPUTERNAME", "PORCH");

        assertEquals("PORCH", new WindowsHostFacts(new Kernel(), new WindowsPlatform().memoryProbe(), environment).hostname());
    }

    @Test
    void knowsNothingOfTheApplianceButItsPlatformInterfaces() {
        ArchRuleDefinition.classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        WindowsPlatform.class.getPackageName(), Platform.class.getPackageName(), "java..", "org.tinylog",
                        "com.sun.jna..")
                .check(new ClassFileImporter()
                        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                        .importPackagesOf(WindowsPlatform.class));
    }
}
