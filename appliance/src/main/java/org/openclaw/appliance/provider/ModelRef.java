package org.openclaw.appliance.provider;

import java.util.Optional;

/** A model by its provider and its id there, written {@code provider/model}; the id may itself contain slashes. */
public record ModelRef(String provider, String model) {

    /** @return empty when the text isn't of the form {@code provider/model} */
    public static Optional<ModelRef> parse(String text) {
        int slash = text == null ? -1 : text.indexOf('/');
        return slash > 0 && slash < text.length() - 1
                ? Optional.of(new ModelRef(text.substring(0, slash), text.substring(slash + 1)))
                : Optional.empty();
    }

    @Override
    public String toString() {
        return provider + "/" + model;
    }
}
