package org.openclaw.appliance.protocol;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.UncheckedIOException;

/**
 * The one JSON codec of the wire: compact output, absent fields omitted, hostile input bounded.
 *
 * <p>Thread-safe. Nesting is bounded at {@value #MAX_DEPTH} levels and numbers at {@value #MAX_NUMBER_LENGTH} digits, so a
 * small frame can't cost much memory or time; the size of a document is bounded by whoever reads it.
 */
public final class Json {

    /** Deepest nesting accepted from outside, in levels. */
    public static final int MAX_DEPTH = 128;

    private static final int MAX_NUMBER_LENGTH = 400;
    private static final ObjectMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .maxNumberLength(MAX_NUMBER_LENGTH)
                            .maxStringLength(64 * 1024 * 1024)
                            .build())
                    // Field names come from outside; interning them would keep hostile names for the life of the process.
                    .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                    .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
                    .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                    .build())
            .defaultPropertyInclusion(JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.ALWAYS))
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private Json() {}

    /** The shared mapper. Callers must not reconfigure it. */
    public static ObjectMapper mapper() {
        return MAPPER;
    }

    /** A new, empty object. */
    public static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    /** A new, empty array. */
    public static ArrayNode array() {
        return JsonNodeFactory.instance.arrayNode();
    }

    /** Parses one document. @throws JsonProcessingException when the text isn't exactly one JSON document within bounds */
    public static JsonNode parse(String text) throws JsonProcessingException {
        return MAPPER.readTree(text);
    }

    /** Parses text that this program wrote itself. @throws UncheckedIOException when it is damaged */
    public static JsonNode parseOwn(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("stored JSON is damaged: " + e.getOriginalMessage(), e);
        }
    }

    /** Any record, collection or node as a tree. */
    public static JsonNode tree(Object value) {
        return value instanceof JsonNode node ? node : MAPPER.valueToTree(value);
    }

    /** Compact text of any record, collection or node. */
    public static String text(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("value can't be written as JSON: " + e.getOriginalMessage(), e);
        }
    }

    /** Indented text, for people. */
    public static String pretty(Object value) {
        try {
            return Pretty.WRITER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("value can't be written as JSON: " + e.getOriginalMessage(), e);
        }
    }

    /** Compact UTF-8 bytes. */
    public static byte[] bytes(Object value) {
        try {
            return MAPPER.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("value can't be written as JSON: " + e.getOriginalMessage(), e);
        }
    }

    /**
     * Text as people write it: {@code "key": value}, every element on a line of its own. Apart, because a running gateway
     * needs its classes only when somebody asks.
     */
    private static final class Pretty {
        private static final DefaultIndenter NEW_LINE = new DefaultIndenter("  ", "\n");
        private static final ObjectWriter WRITER = MAPPER.writer(new DefaultPrettyPrinter(Separators.createDefaultInstance()
                        .withObjectFieldValueSpacing(Separators.Spacing.AFTER)
                        .withObjectEmptySeparator("")
                        .withArrayEmptySeparator(""))
                .withObjectIndenter(NEW_LINE)
                .withArrayIndenter(NEW_LINE));
    }
}
