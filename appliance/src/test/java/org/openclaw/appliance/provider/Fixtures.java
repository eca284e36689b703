package org.openclaw.appliance.provider;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Answers as the services' public documentation shows them, kept in files. */
final class Fixtures {

    private Fixtures() {}

    static byte[] bytes(String name) {
        try (InputStream in = Fixtures.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalArgumentException("no fixture " + name);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Plays a stream in whole and then says nothing more: whoever has the end needs no end of the connection. */
    static FakeProvider.Script script(String name) {
        String body = new String(bytes(name), StandardCharsets.UTF_8);
        return (request, answer) -> answer.streamHeader().body(body).hang();
    }
}
