package org.openclaw.appliance.protocol;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** Parameters of methods of features that this gateway has not. They are checked all the same. */
public final class AbsentParams {

    private AbsentParams() {}

    /**
     * {@code board.get}, {@code session.discussion.info}, {@code session.members.listEvidence},
     * {@code sessions.companion.state}.
     */
    public record OfSession(@Required @Length(min = 1) String sessionKey, @Length(min = 1) String agentId) {}

    /** {@code sessions.github.options}. */
    public record GitHub(
            @Required @Length(min = 1) String sessionKey,
            @Length(min = 1) String agentId,
            @Length(min = 1, max = 256) String idempotencyKey) {}

    /** {@code controlUi.sessionPullRequests.subscribe}. */
    @Open
    public record PullRequests(@Required @Items(max = 512) @Length(min = 1, max = 512) List<String> sessionKeys) {}

    /** {@code sessions.observer.visibility}. */
    public record Observer(@Required Boolean visible) {}

    /** {@code projects.list}. */
    public record Projects(Boolean includeObserved) {}

    /** {@code sessions.catalog.list}. */
    public record Catalogs(
            @Length(min = 1) String catalogId,
            Boolean metadataOnly,
            ObjectNode cursors,
            @Length(min = 1) String agentId,
            @Length(min = 1, max = 128) String progressId,
            Boolean allowPartialResults,
            String search,
            @Range(min = 1) Integer limitPerHost,
            @Length(min = 1) List<String> hostIds) {}

    /** {@code plugins.catalog.browse}. */
    public record Plugins(
            @Length(max = 200) String query,
            @OneOf("openclaw-control-ui") String searchSource,
            @OneOf({"all", "bundled", "trending", "official", "featured"}) String intent,
            @Length(min = 1, max = 64) @Matches("^[a-z][a-z0-9-]*$") String category,
            @Length(min = 1, max = 4096) String cursor,
            @Range(min = 1, max = 100) Integer pageSize) {}

    /** {@code plugin.surface.refresh}. */
    @Open
    public record PluginSurface(@Required @Length(min = 1, max = 128) String surface) {}

    /** {@code skills.library.list}. */
    public record SkillLibrary(
            @Length(min = 1, max = 512) String sessionKey, @OneOf({"mine", "team", "all"}) String scope) {}

    /** {@code talk.catalog}. */
    public record TalkCatalog(String provider, String model) {}

    /** {@code taskSuggestions.list}. */
    public record Suggestions(@Length(min = 1, max = 512) String sessionKey, @Length(min = 1, max = 128) String agentId) {}
}
