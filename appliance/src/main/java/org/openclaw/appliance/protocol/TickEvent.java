package org.openclaw.appliance.protocol;

/** Payload of {@code tick}: the gateway lives. @param ts its clock, in milliseconds since the epoch */
public record TickEvent(long ts) {}
