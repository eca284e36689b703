package org.openclaw.appliance.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.openclaw.appliance.platform.CommandRunner;
import org.openclaw.appliance.platform.Platform;

class LinuxPlatformTest {

    @Test
    @EnabledOnOs(OS.LINUX)
    void isFoundOnLinux() {
        Platform platform = Platform.current();

        assertInstanceOf(LinuxPlatform.class, platform);
        assertNotNull(platform.hostFacts());
        assertNotNull(platform.memoryProbe().read());
        assertNotNull(platform.processInspector());
        assertEquals("systemd", platform.serviceSupervisor().kind());
        assertNotNull(platform.supervisorNotifier());
    }

    @Test
    void isNotThisSystemElsewhere() {
        String real = System.getProperty("os.name");
        System.setProperty("os.name", "Plan 9");
        try {
            assertFalse(new LinuxPlatform().isThisSystem());
            assertFalse(Platform.current() instanceof LinuxPlatform);
        } finally {
            System.setProperty("os.name", real);
        }
    }

    @Test
    void knowsNothingOfTheApplianceButItsPlatformInterfaces() {
        JavaClasses own = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackagesOf(LinuxPlatform.class);
        ArchRuleDefinition.classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        LinuxPlatform.class.getPackageName() + "..", Platform.class.getPackageName(), "java..", "org.tinylog",
                        "com.sun.jna")
                .check(own);
    }

    @Test
    void whatKeepsFilesOpenIsThereOnce() {
        LinuxPlatform platform = new LinuxPlatform();
        assertSame(platform.memoryProbe(), platform.memoryProbe());
        assertSame(platform.supervisorNotifier(), platform.supervisorNotifier());
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aToolThatHangsIsKilledAndOneThatIsMissingIsNoError() {
        CommandRunner impatient = CommandRunner.within(Duration.ofMillis(50));
        CommandRunner patient = CommandRunner.within(Duration.ofSeconds(30));

        assertEquals(Optional.empty(), impatient.run(List.of("sh", "-c", "exec sleep 1000")));
        assertEquals(Optional.empty(), patient.run(List.of("no-such-tool")));
        assertEquals(Optional.of(new CommandRunner.Output(3, "out\n")), patient.run(List.of("sh", "-c", "echo out; exit 3")));
        assertTrue(patient.run(List.of("sh", "-c", "head -c 200000 /dev/zero")).orElseThrow().text().length()
                <= CommandRunner.MOST_OUTPUT);
    }
}
