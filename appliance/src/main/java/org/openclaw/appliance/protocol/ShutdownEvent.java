package org.openclaw.appliance.protocol;

/**
 * Payload of {@code shutdown}, the last event before the connection closes.
 *
 * @param reason for people
 * @param restartExpectedMs when to expect the gateway back, in milliseconds; null when it won't come back by itself
 */
public record ShutdownEvent(String reason, Long restartExpectedMs) {}
