package org.openclaw.appliance.provider;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * What a model thought before it called tools, as its provider wrote it. Some APIs want it back unchanged with the tools'
 * results: they sign it, so nobody else could use it, and nobody reads it here.
 *
 * @param by the model that thought
 * @param blocks in the provider's own form; not to be changed
 */
public record Thoughts(ModelRef by, List<JsonNode> blocks) {

    public Thoughts {
        blocks = List.copyOf(blocks);
    }
}
