package org.openclaw.appliance.cli;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;

/** JSON5 text that a command is given as a file or on its standard input. */
final class ConfigText {

    private static final int LONGEST = 2 * 1024 * 1024;

    private ConfigText() {}

    /** @param file null for standard input */
    static String read(String file, Invocation in) throws CommandException {
        try (InputStream source = file == null
                ? new FileInputStream(FileDescriptor.in)
                : Files.newInputStream(in.environment().path(file))) {
            byte[] bytes = source.readNBytes(LONGEST + 1);
            if (bytes.length > LONGEST) {
                throw CommandException.failed("what was given is larger than 2 MiB");
            }
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw CommandException.failed("what was given can't be read: " + e.getMessage());
        }
    }
}
