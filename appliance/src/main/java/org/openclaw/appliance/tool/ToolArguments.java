package org.openclaw.appliance.tool;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/** The arguments of one call. Whatever is wrong with one is a {@link ToolException} whose sentence the model can act on. */
public record ToolArguments(ObjectNode json) {

    /** @throws ToolException when it is missing, blank or no text */
    public String text(String name) throws ToolException {
        return optionalText(name)
                .filter(text -> !text.isBlank())
                .orElseThrow(() -> new ToolException("\"" + name + "\" is required and must be a text"));
    }

    /** Empty when missing or null. */
    public Optional<String> optionalText(String name) throws ToolException {
        JsonNode value = json.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return Optional.empty();
        }
        if (!value.isTextual()) {
            throw new ToolException("\"" + name + "\" must be a text");
        }
        return Optional.of(value.textValue());
    }

    /** A whole number, brought within the bounds. */
    public int number(String name, int whenAbsent, int least, int most) throws ToolException {
        JsonNode value = json.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return whenAbsent;
        }
        if (!value.isNumber()) {
            throw new ToolException("\"" + name + "\" must be a number");
        }
        return Math.clamp(value.longValue(), least, most);
    }

    public boolean flag(String name, boolean whenAbsent) throws ToolException {
        JsonNode value = json.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return whenAbsent;
        }
        if (!value.isBoolean()) {
            throw new ToolException("\"" + name + "\" must be true or false");
        }
        return value.booleanValue();
    }
}
