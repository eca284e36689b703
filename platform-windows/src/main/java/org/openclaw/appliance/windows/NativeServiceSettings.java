package org.openclaw.appliance.windows;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.WString;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.tinylog.Logger;
import org.tinylog.TaggedLogger;

/** {@link ServiceSettings} by ChangeServiceConfig2 of advapi32. Native code is loaded with the first question. */
final class NativeServiceSettings implements ServiceSettings {

    private static final TaggedLogger LOG = Logger.tag("platform");

    private static final int CONNECT = 0x1;
    private static final int CREATE_SERVICE = 0x2;
    private static final int CHANGE_CONFIG = 0x2;

    /** The manager wants this right from whoever asks it to start a service again. */
    private static final int START = 0x10;

    private static final int FAILURE_ACTIONS = 2;
    private static final int DELAYED_AUTO_START = 3;
    private static final int FAILURE_ACTIONS_FLAG = 4;
    private static final int SERVICE_SID = 5;
    private static final int PRESHUTDOWN = 7;

    private static final int NO_CHANGE = 0xFFFF_FFFF;
    private static final int RESTART = 1;
    private static final int SID_UNRESTRICTED = 1;
    private static final Duration FORGIVEN_AFTER = Duration.ofDays(1);
    private static final List<Duration> DELAYS = List.of(Duration.ofSeconds(5), Duration.ofSeconds(30), Duration.ofSeconds(60));
    private static final Duration AT_SHUTDOWN = Duration.ofSeconds(330);

    private final Supplier<Advapi32> library;

    NativeServiceSettings(Supplier<Advapi32> library) {
        this.library = library;
    }

    @Override
    public boolean mayManageServices() {
        try {
            Advapi32 advapi = library.get();
            Pointer manager = advapi.OpenSCManagerW(null, null, CONNECT | CREATE_SERVICE);
            if (manager == null) {
                return false;
            }
            advapi.CloseServiceHandle(manager);
            return true;
        } catch (LinkageError | RuntimeException e) {
            LOG.warn("Windows can't be asked about services, native code does not load: {}", reason(e));
            return false;
        }
    }

    @Override
    public Optional<String> restartAfterFailure(String service) {
        return change(service, NativeServiceSettings::changeFailureActions);
    }

    @Override
    public Optional<String> startWith(String service, String commandLine) {
        return change(service, (advapi, handle) -> advapi.ChangeServiceConfigW(
                handle, NO_CHANGE, NO_CHANGE, NO_CHANGE, new WString(commandLine), null, null, null, null, null, null));
    }

    private Optional<String> change(String service, Change change) {
        try {
            Advapi32 advapi = library.get();
            Pointer manager = advapi.OpenSCManagerW(null, null, CONNECT);
            if (manager == null) {
                return failure("OpenSCManager");
            }
            Pointer handle = advapi.OpenServiceW(manager, new WString(service), CHANGE_CONFIG | START);
            Optional<String> outcome = handle == null
                    ? failure("OpenService")
                    : change.to(advapi, handle) ? Optional.empty() : failure("ChangeServiceConfig");
            if (handle != null) {
                advapi.CloseServiceHandle(handle);
            }
            advapi.CloseServiceHandle(manager);
            return outcome;
        } catch (LinkageError | RuntimeException e) {
            return Optional.of("native code does not load: " + reason(e));
        }
    }

    private static boolean changeFailureActions(Advapi32 advapi, Pointer service) {
        try (Memory actions = actions(DELAYS); Memory list = failureActions(FORGIVEN_AFTER, DELAYS.size(), actions);
                Memory yes = number(1); Memory sid = number(SID_UNRESTRICTED);
                Memory time = number((int) AT_SHUTDOWN.toMillis())) {
            return advapi.ChangeServiceConfig2W(service, FAILURE_ACTIONS, list)
                    && advapi.ChangeServiceConfig2W(service, FAILURE_ACTIONS_FLAG, yes)
                    && advapi.ChangeServiceConfig2W(service, DELAYED_AUTO_START, yes)
                    && advapi.ChangeServiceConfig2W(service, SERVICE_SID, sid)
                    && advapi.ChangeServiceConfig2W(service, PRESHUTDOWN, time);
        }
    }

    /** An array of {@code SC_ACTION}: type and delay in milliseconds, two DWORDs each. */
    static Memory actions(List<Duration> delays) {
        Memory actions = new Memory(8L * delays.size());
        for (int i = 0; i < delays.size(); i++) {
            actions.setInt(8L * i, RESTART);
            actions.setInt(8L * i + 4, (int) delays.get(i).toMillis());
        }
        return actions;
    }

    /**
     * {@code SERVICE_FAILURE_ACTIONSW} on 64-bit Windows: reset period in seconds, no reboot message, no command, the
     * number of actions, the actions.
     */
    static Memory failureActions(Duration reset, int count, Pointer actions) {
        Memory list = new Memory(40);
        list.clear();
        list.setInt(0, (int) reset.toSeconds());
        list.setInt(24, count);
        list.setPointer(32, actions);
        return list;
    }

    /** A structure of one DWORD or BOOL, as the other levels have it. */
    private static Memory number(int value) {
        Memory number = new Memory(4);
        number.setInt(0, value);
        return number;
    }

    private static Optional<String> failure(String function) {
        return Optional.of(function + ": error " + Native.getLastError());
    }

    private interface Change {
        boolean to(Advapi32 advapi, Pointer service);
    }

    /** JNA's messages go on with the whole class path. */
    private static String reason(Throwable failure) {
        return failure.toString().lines().findFirst().orElse("");
    }
}
