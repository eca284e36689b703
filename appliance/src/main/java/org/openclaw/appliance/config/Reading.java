package org.openclaw.appliance.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import org.openclaw.appliance.protocol.Json;

/**
 * What one look at the configuration file found; its parts fit together whatever is written meanwhile.
 *
 * @param text the file's text, secrets included; empty when there is no file
 * @param hash names the text; empty when there is no file
 * @param result what the text makes
 */
public record Reading(Optional<String> text, String hash, LoadResult result) {

    /** The file's own tree, without includes, environment and defaults; empty as far as the text can't be read. */
    public JsonNode tree() {
        try {
            return text.isPresent() ? Json5.parse(text.get()) : Json.object();
        } catch (Json5Exception e) {
            return Json.object();
        }
    }
}
