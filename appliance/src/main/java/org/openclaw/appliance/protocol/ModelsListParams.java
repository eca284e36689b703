package org.openclaw.appliance.protocol;

/** Parameters of {@code models.list}. */
public record ModelsListParams(
        @Length(min = 1) String agentId,
        @Length(min = 1) String sessionKey,
        @Length(min = 1, max = 256) String authProfileId,
        @Length(min = 1) String provider,
        Boolean includeDetails,
        Boolean includeProviderCapabilities,
        Boolean includeDefaultModels,
        Boolean preparedOnly,
        Boolean refresh,
        @OneOf({"default", "configured", "provider-config", "all"}) String view) {}
