package org.openclaw.appliance.linux;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * A file of {@code Name: 123 kB} or {@code name 123} lines which the kernel writes anew for each read, such as
 * {@code /proc/meminfo}, {@code /proc/self/status} and a cgroup's {@code memory.stat} (proc(5), cgroups(7)). Stays open and
 * reuses its buffer, so a reading makes no garbage. Not thread-safe.
 */
final class FieldFile {

    private static final int BUFFER_BYTES = 8 * 1024;

    private final Path path;
    private final byte[] buffer;
    private RandomAccessFile file;
    private int length;

    FieldFile(Path path) {
        this(path, BUFFER_BYTES);
    }

    /** @param most how much of the file is looked at, in bytes */
    FieldFile(Path path, int most) {
        this.path = path;
        this.buffer = new byte[most];
    }

    /** Reads the file's present content. Where that fails there are no fields. */
    void refresh() {
        try {
            if (file == null) {
                file = new RandomAccessFile(path.toFile(), "r");
            }
            file.seek(0);
            length = 0;
            int count;
            while (length < buffer.length && (count = file.read(buffer, length, buffer.length - length)) > 0) {
                length += count;
            }
        } catch (IOException e) {
            length = 0;
        }
    }

    /** The name of a field as it stands in the file, made once. */
    static byte[] name(String name) {
        return name.getBytes(StandardCharsets.US_ASCII);
    }

    /** Whether there was anything to read. */
    boolean isReadable() {
        return length > 0;
    }

    /** The number that the file begins with; -1 for anything else, such as a cgroup's {@code max}. */
    long number() {
        return length > 0 && buffer[0] >= '0' && buffer[0] <= '9' ? number(0, length) : -1;
    }

    /** The number right after a key in a field's line, as in {@code some avg10=0.00 total=123}; -1 where there is none. */
    long value(byte[] name, byte[] key) {
        int line = 0;
        while (line < length) {
            int end = endOfLine(line);
            if (startsWith(name, line, end)) {
                int at = find(key, line, end);
                return at < 0 ? -1 : number(at + key.length, end);
            }
            line = end + 1;
        }
        return -1;
    }

    /** As {@link #value(byte[], byte[])}, for a number with two decimals: {@code 1.25} is 125. */
    long hundredths(byte[] name, byte[] key) {
        int line = 0;
        while (line < length) {
            int end = endOfLine(line);
            if (startsWith(name, line, end)) {
                int at = find(key, line, end);
                return at < 0 ? -1 : hundredths(at + key.length, end);
            }
            line = end + 1;
        }
        return -1;
    }

    private long hundredths(int from, int end) {
        long whole = number(from, end);
        int dot = from;
        while (dot < end && buffer[dot] != '.' && buffer[dot] != ' ') {
            dot++;
        }
        boolean decimals = dot + 2 < end && buffer[dot] == '.';
        return whole < 0 ? -1 : whole * 100 + (decimals ? (buffer[dot + 1] - '0') * 10 + buffer[dot + 2] - '0' : 0);
    }

    private int find(byte[] key, int from, int end) {
        for (int at = from; at + key.length < end; at++) {
            int i = 0;
            while (i < key.length && buffer[at + i] == key[i]) {
                i++;
            }
            if (i == key.length) {
                return at;
            }
        }
        return -1;
    }

    private int endOfLine(int line) {
        int end = line;
        while (end < length && buffer[end] != '\n') {
            end++;
        }
        return end;
    }

    /** The number after a field's name, times 1024 where {@code kB} follows; -1 where there is no such field. */
    long value(byte[] name) {
        int line = 0;
        while (line < length) {
            int end = endOfLine(line);
            if (startsWith(name, line, end)) {
                return number(line + name.length, end);
            }
            line = end + 1;
        }
        return -1;
    }

    private boolean startsWith(byte[] name, int line, int end) {
        int after = line + name.length;
        if (after >= end || buffer[after] != ':' && buffer[after] != ' ') {
            return false;
        }
        for (int i = 0; i < name.length; i++) {
            if (buffer[line + i] != name[i]) {
                return false;
            }
        }
        return true;
    }

    private long number(int from, int end) {
        int at = from;
        while (at < end && (buffer[at] < '0' || buffer[at] > '9')) {
            at++;
        }
        if (at == end) {
            return -1;
        }
        long value = 0;
        while (at < end && buffer[at] >= '0' && buffer[at] <= '9') {
            value = value * 10 + (buffer[at] - '0');
            at++;
        }
        boolean kibibytes = at + 2 < end && buffer[at + 1] == 'k' && buffer[at + 2] == 'B';
        return kibibytes ? value * 1024 : value;
    }
}
