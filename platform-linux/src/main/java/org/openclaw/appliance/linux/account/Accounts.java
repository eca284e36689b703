package org.openclaw.appliance.linux.account;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The accounts that this machine itself keeps (passwd(5)); those of a directory service are not seen. */
public final class Accounts {

    private static final int FIELDS = 6;
    private static final int NAME = 0;
    private static final int UID = 2;
    private static final int HOME = 5;

    private final Path file;

    /** @param root the root of the file system; another one in tests */
    public Accounts(Path root) {
        file = root.resolve("etc/passwd");
    }

    /** The account of that name; empty where there is none with a home directory, or where it can't be known. */
    public Optional<Account> named(String name) {
        try (BufferedReader lines = Files.newBufferedReader(file)) {
            return lines.lines()
                    .map(line -> line.split(":"))
                    .filter(fields -> fields.length >= FIELDS && fields[NAME].equals(name))
                    .filter(fields -> fields[UID].matches("\\d{1,10}") && fields[HOME].startsWith("/"))
                    .map(fields -> new Account(name, Long.parseLong(fields[UID]), Path.of(fields[HOME])))
                    .findFirst();
        } catch (IOException | UncheckedIOException e) {
            return Optional.empty();
        }
    }
}
