package org.openclaw.appliance.config;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What it takes for a changed key to count, as {@code config.schema.lookup} spells it in lower case. */
public enum ReloadKind {
    /** Nothing: readers look at the current configuration each time. */
    NONE,
    /** Something running must be told. */
    HOT,
    /** The gateway must restart. */
    RESTART;

    @JsonValue
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
