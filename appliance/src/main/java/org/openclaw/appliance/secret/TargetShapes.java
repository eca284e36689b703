package org.openclaw.appliance.secret;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The keys of the configuration that hold credentials users bring, as shapes of paths in which {@code *} is any key. */
final class TargetShapes {

    /**
     * One shape.
     *
     * @param id the shape itself
     * @param type what plans call it: the shape without its stars
     * @param alias another name plans use for it; may be empty
     */
    record Shape(String id, String type, String alias, List<String> segments) {

        boolean matches(List<String> keys) {
            if (keys.size() != segments.size()) {
                return false;
            }
            for (int i = 0; i < keys.size(); i++) {
                if (!segments.get(i).equals("*") && !segments.get(i).equals(keys.get(i))) {
                    return false;
                }
            }
            return true;
        }

        boolean isCalled(String name) {
            return name.equals(id) || name.equals(type) || name.equals(alias);
        }

        /** The key in the place of the first star, where the shape is one of the section. */
        Optional<String> starWithin(String section, List<String> keys) {
            int star = segments.indexOf("*");
            return star > 0 && segments.get(star - 1).equals(section) ? Optional.of(keys.get(star)) : Optional.empty();
        }
    }

    private final List<Shape> shapes;

    private TargetShapes(List<Shape> shapes) {
        this.shapes = shapes;
    }

    /** Reads the list that is part of the program. */
    static TargetShapes load() {
        List<Shape> shapes = new ArrayList<>();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                TargetShapes.class.getResourceAsStream("targets"), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] words = line.split(" +");
                shapes.add(new Shape(
                        words[0], words[0].replace(".*", ""), words.length > 1 ? words[1] : "", List.of(words[0].split("\\."))));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the list of secret keys can't be read", e);
        }
        return new TargetShapes(List.copyOf(shapes));
    }

    Optional<Shape> of(List<String> keys) {
        return shapes.stream().filter(shape -> shape.matches(keys)).findFirst();
    }

    /** The shape a plan's target means; empty when its path isn't one of that type. */
    Optional<Shape> of(String type, List<String> keys) {
        return shapes.stream().filter(shape -> shape.isCalled(type) && shape.matches(keys)).findFirst();
    }

    /** The shape of that id. */
    Optional<Shape> byId(String id) {
        return shapes.stream().filter(shape -> shape.id().equals(id)).findFirst();
    }
}
