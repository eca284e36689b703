package org.openclaw.appliance.protocol;

/** Parameters of {@code models.authStatus}. */
public record ModelsAuthStatusParams(Boolean refresh, String agentId) {}
