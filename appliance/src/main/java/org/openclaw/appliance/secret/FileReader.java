package org.openclaw.appliance.secret;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.openclaw.appliance.protocol.Json;

/** A private file: a JSON object whose strings are named by JSON pointers (RFC 6901), or one secret as plain text. */
final class FileReader implements SecretReader {

    private static final String WHOLE = "value";

    private final Path file;
    private final boolean single;
    private final long maxBytes;
    private final long timeoutMillis;

    /** @param single whether the whole file is the secret */
    FileReader(Path file, boolean single, long maxBytes, long timeoutMillis) {
        this.file = file;
        this.single = single;
        this.maxBytes = maxBytes;
        this.timeoutMillis = timeoutMillis;
    }

    @Override
    public Map<String, Resolution> read(Set<String> ids) throws SecretFault, InterruptedException {
        String text = PrivateText.read(file, maxBytes, timeoutMillis);
        JsonNode tree = single ? null : object(text);
        Map<String, Resolution> found = new LinkedHashMap<>();
        for (String id : ids) {
            found.put(id, single ? whole(id, text) : at(id, tree));
        }
        return found;
    }

    private JsonNode object(String text) throws SecretFault {
        try {
            JsonNode tree = Json.parse(text);
            if (tree.isObject()) {
                return tree;
            }
        } catch (JsonProcessingException e) {
            // Where it breaks off could be in the middle of a secret, so nothing of it is quoted.
            throw new SecretFault(file + " is no JSON; for a file that holds one secret as plain text set the provider's "
                    + "mode to singleValue");
        }
        throw new SecretFault(file + " must hold a JSON object");
    }

    private Resolution at(String pointer, JsonNode tree) {
        if (pointer.equals(WHOLE)) {
            return Resolution.Fault.invalid("the id value is for files in mode singleValue; name a JSON pointer into " + file);
        }
        JsonNode value = tree.at(JsonPointer.compile(pointer));
        if (value.isMissingNode() || value.isNull()) {
            return Resolution.Fault.missing(file + " has nothing at " + pointer);
        }
        if (!value.isTextual() || value.textValue().isEmpty()) {
            return Resolution.Fault.invalid(file + " has no text at " + pointer);
        }
        return new Resolution.Value(value.textValue());
    }

    private Resolution whole(String id, String text) {
        if (!id.equals(WHOLE)) {
            return Resolution.Fault.invalid("a file in mode singleValue has only the id value");
        }
        String secret = withoutLineEnd(text);
        return secret.isEmpty() ? Resolution.Fault.missing(file + " is empty") : new Resolution.Value(secret);
    }

    /** The text without the one line end that editors and {@code echo} add. */
    static String withoutLineEnd(String text) {
        int end = text.length();
        if (end > 0 && text.charAt(end - 1) == '\n') {
            end--;
        }
        if (end > 0 && text.charAt(end - 1) == '\r') {
            end--;
        }
        return text.substring(0, end);
    }
}
