package org.openclaw.appliance.doctor;

import java.util.List;
import org.openclaw.appliance.clock.ClockState;
import org.openclaw.appliance.clock.WallClock;

/** Whether this machine knows what time it is; certificates and cron jobs depend on it. */
final class MachineClock implements Check {

    @Override
    public String id() {
        return "core/doctor/clock";
    }

    @Override
    public List<Finding> run(Instance instance) {
        WallClock wall = instance.wallClock();
        ClockState state = wall.look();
        Finding finding = switch (state) {
            case WRONG -> Finding.error("Clock: wrong")
                    .detail("Certificates count as not yet valid, and scheduled work is held.");
            case UNSYNCHRONISED -> Finding.warning("Clock: not synchronised with a time server")
                    .detail("Boards without a clock battery start in the past.");
            case SYNCHRONISED -> Finding.ok("Clock: synchronised");
            case UNKNOWN -> Finding.ok("Clock: unknown whether it is synchronised");
        };
        return List.of(wall.doubt(state).map(finding::detail).orElse(finding).fact("now: " + wall.now()));
    }
}
