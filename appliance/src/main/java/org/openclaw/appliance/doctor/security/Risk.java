package org.openclaw.appliance.doctor.security;

import java.util.Locale;
import java.util.Optional;
import org.openclaw.appliance.doctor.Fix;

/**
 * Something that helps an intruder. Holds no secret.
 *
 * @param checkId names the kind of it, for ever
 * @param title a few words
 * @param detail what was found
 * @param remedy what to do about it; empty where nothing needs doing
 * @param fix does it, where that is safe unattended
 */
public record Risk(String checkId, Grade grade, String title, String detail, String remedy, Optional<Fix> fix) {

    /** How bad it is. */
    public enum Grade {
        INFO,
        WARN,
        CRITICAL;

        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static Risk critical(String checkId, String title, String detail, String remedy) {
        return new Risk(checkId, Grade.CRITICAL, title, detail, remedy, Optional.empty());
    }

    static Risk warn(String checkId, String title, String detail, String remedy) {
        return new Risk(checkId, Grade.WARN, title, detail, remedy, Optional.empty());
    }

    static Risk info(String checkId, String title, String detail) {
        return new Risk(checkId, Grade.INFO, title, detail, "", Optional.empty());
    }

    Risk fixedBy(Fix remedyItself) {
        return new Risk(checkId, grade, title, detail, remedy, Optional.of(remedyItself));
    }
}
