package org.openclaw.appliance.macos;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * Reads property lists in XML (plist(5)): dictionaries as maps, arrays as lists, booleans as Boolean, integers as Long,
 * everything else as text. Binary ones aren't read. Looks at no DTD and expands no entity of the file's own.
 */
final class PropertyList {

    private static final long LARGEST_FILE = 256 * 1024;
    private static final int DEEPEST = 32;

    private PropertyList() {}

    /** The dictionary in the file; empty where there is none that can be read. */
    static Optional<Map<String, Object>> read(Path file) {
        try {
            if (!Files.isRegularFile(file) || Files.size(file) > LARGEST_FILE) {
                return Optional.empty();
            }
            try (InputStream bytes = Files.newInputStream(file)) {
                return parse(bytes);
            }
        } catch (IOException | XMLStreamException e) {
            return Optional.empty();
        }
    }

    static Optional<Map<String, Object>> parse(InputStream bytes) throws XMLStreamException {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, true);
        XMLStreamReader xml = factory.createXMLStreamReader(bytes);
        while (xml.hasNext()) {
            if (xml.next() == XMLStreamReader.START_ELEMENT && xml.getLocalName().equals("dict")) {
                return Optional.of(dictionary(xml, 0));
            }
        }
        return Optional.empty();
    }

    /** A text value. */
    static Optional<String> text(Map<String, Object> dictionary, String key) {
        return dictionary.get(key) instanceof String text ? Optional.of(text) : Optional.empty();
    }

    /** The texts of an array; none where it isn't one. */
    static List<String> texts(Map<String, Object> dictionary, String key) {
        return dictionary.get(key) instanceof List<?> list
                ? list.stream().filter(String.class::isInstance).map(String.class::cast).toList()
                : List.of();
    }

    /** The text values of a dictionary within; none where it isn't one. */
    static Map<String, String> textsByName(Map<String, Object> dictionary, String key) {
        Map<String, String> texts = new LinkedHashMap<>();
        if (dictionary.get(key) instanceof Map<?, ?> inner) {
            inner.forEach((name, value) -> {
                if (value instanceof String text) {
                    texts.put(name.toString(), text);
                }
            });
        }
        return texts;
    }

    private static Map<String, Object> dictionary(XMLStreamReader xml, int depth) throws XMLStreamException {
        Map<String, Object> entries = new LinkedHashMap<>();
        while (xml.nextTag() == XMLStreamReader.START_ELEMENT) {
            xml.require(XMLStreamReader.START_ELEMENT, null, "key");
            String key = xml.getElementText();
            if (xml.nextTag() != XMLStreamReader.START_ELEMENT) {
                throw new XMLStreamException("the key " + key + " has no value");
            }
            entries.put(key, value(xml, depth));
        }
        return entries;
    }

    private static Object value(XMLStreamReader xml, int depth) throws XMLStreamException {
        if (depth > DEEPEST) {
            throw new XMLStreamException("nested too deep");
        }
        return switch (xml.getLocalName()) {
            case "dict" -> dictionary(xml, depth + 1);
            case "array" -> {
                List<Object> items = new ArrayList<>();
                while (xml.nextTag() == XMLStreamReader.START_ELEMENT) {
                    items.add(value(xml, depth + 1));
                }
                yield items;
            }
            case "true", "false" -> {
                boolean isTrue = xml.getLocalName().equals("true");
                xml.getElementText();
                yield isTrue;
            }
            case "integer" -> integer(xml.getElementText().strip());
            case "string", "real", "date", "data" -> xml.getElementText();
            case String other -> throw new XMLStreamException("unknown element " + other);
        };
    }

    private static Object integer(String text) throws XMLStreamException {
        try {
            return Long.decode(text);
        } catch (NumberFormatException e) {
            throw new XMLStreamException("no integer: " + text, e);
        }
    }
}
