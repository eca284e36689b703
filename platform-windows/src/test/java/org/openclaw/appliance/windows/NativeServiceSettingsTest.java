package org.openclaw.appliance.windows;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import com.sun.jna.WString;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The structures byte by byte, on any 64-bit system that JNA has a library for; the functions are recorded. */
class NativeServiceSettingsTest {

    @Test
    void writesFailureActionsAsWindowsReadsThem() {
        try (Memory actions = NativeServiceSettings.actions(List.of(Duration.ofSeconds(5), Duration.ofMinutes(1)));
                Memory list = NativeServiceSettings.failureActions(Duration.ofDays(1), 2, actions)) {
            assertArrayEquals(new int[] {1, 5_000, 1, 60_000}, actions.getIntArray(0, 4));
            assertEquals(86_400, list.getInt(0));
            assertEquals(List.of(0L, 0L, 2L), List.of(list.getLong(8), list.getLong(16), list.getLong(24)));
            assertEquals(Pointer.nativeValue(actions), list.getLong(32));
            assertEquals(40, list.size());
        }
    }

    @Test
    void setsEverythingThatProcrunDoesNot() {
        Recorder windows = new Recorder(true);

        assertEquals(Optional.empty(), new NativeServiceSettings(() -> windows).restartAfterFailure("OpenClawGateway"));
        assertEquals(
                List.of("manager 1", "service OpenClawGateway 18", "level 2: 86400", "level 4: 1", "level 3: 1", "level 5: 1",
                        "level 7: 330000", "close", "close"),
                windows.calls);
    }

    @Test
    void changesNothingButTheCommandLine() {
        Recorder windows = new Recorder(true);
        new NativeServiceSettings(() -> windows).startWith("OpenClawGateway", "\"C:\\x\" //RS//OpenClawGateway");

        assertTrue(windows.calls.contains("config -1 -1 -1 \"C:\\x\" //RS//OpenClawGateway"), windows.calls.toString());
    }

    @Test
    void withoutTheRightNothingIsDone() {
        NativeServiceSettings settings = new NativeServiceSettings(() -> new Recorder(false));

        assertFalse(settings.mayManageServices());
        assertTrue(settings.restartAfterFailure("x").orElseThrow().startsWith("OpenSCManager: error"));
    }

    @Test
    void isUnableWhereNativeCodeDoesNotLoad() {
        NativeServiceSettings settings = new NativeServiceSettings(() -> {
            throw new UnsatisfiedLinkError("advapi32");
        });

        assertFalse(settings.mayManageServices());
        assertTrue(settings.restartAfterFailure("x").orElseThrow().contains("advapi32"));
    }

    private static final class Recorder implements Advapi32 {

        private final List<String> calls = new ArrayList<>();
        private final boolean permits;

        Recorder(boolean permits) {
            this.permits = permits;
        }

        @Override
        public Pointer OpenSCManagerW(WString machine, WString database, int access) {
            calls.add("manager " + access);
            return permits ? new Pointer(1) : null;
        }

        @Override
        public Pointer OpenServiceW(Pointer manager, WString name, int access) {
            calls.add("service " + name + " " + access);
            return new Pointer(2);
        }

        @Override
        public boolean ChangeServiceConfigW(
                Pointer service, int type, int start, int errorControl, WString commandLine, WString group, Pointer tag,
                WString dependencies, WString account, WString password, WString displayName) {
            return calls.add("config " + type + " " + start + " " + errorControl + " " + commandLine);
        }

        @Override
        public boolean ChangeServiceConfig2W(Pointer service, int level, Pointer info) {
            return calls.add("level " + level + ": " + info.getInt(0));
        }

        @Override
        public boolean CloseServiceHandle(Pointer handle) {
            return calls.add("close");
        }
    }
}
