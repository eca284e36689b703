package org.openclaw.appliance.protocol;

/**
 * Payload of {@code connect.challenge}, the first frame of every connection.
 *
 * @param nonce what a device signs; a random UUID
 * @param ts the gateway's clock, in milliseconds since the epoch
 */
public record ConnectChallenge(String nonce, long ts) {}
