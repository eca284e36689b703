package org.openclaw.appliance.doctor;

import java.time.Instant;
import java.util.List;
import org.openclaw.appliance.platform.BootEvidence;

/** Whether this machine knows what time it is; certificates and cron jobs depend on it. */
final class MachineClock implements Check {

    /** No program of this kind existed before. */
    private static final Instant EARLIEST = Instant.parse("2026-01-01T00:00:00Z");

    @Override
    public String id() {
        return "core/doctor/clock";
    }

    @Override
    public List<Finding> run(Instance instance) {
        Instant now = instance.clock().instant();
        if (now.isBefore(EARLIEST)) {
            return List.of(Finding.error("Clock: " + now + " can't be right")
                    .detail("Certificates count as not yet valid. Let the machine reach a time server: sudo timedatectl set-ntp true"));
        }
        return List.of(switch (instance.platform().bootEvidence().clock()) {
            case SYNCHRONISED -> Finding.ok("Clock: synchronised");
            case UNSYNCHRONISED -> Finding.warning("Clock: not synchronised with a time server")
                    .detail("Boards without a battery start in the past. Turn it on: sudo timedatectl set-ntp true");
            case UNKNOWN -> Finding.ok("Clock: " + BootEvidence.Clock.UNKNOWN.wireName() + " whether it is synchronised");
        });
    }
}
