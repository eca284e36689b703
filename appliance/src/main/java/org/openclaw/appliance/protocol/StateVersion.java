package org.openclaw.appliance.protocol;

/** Counters that grow by one per change of the presence list and of the health summary. */
public record StateVersion(long presence, long health) {}
