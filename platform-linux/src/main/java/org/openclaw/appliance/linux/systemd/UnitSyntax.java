package org.openclaw.appliance.linux.systemd;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.openclaw.appliance.platform.ServiceException;

/** Writes values so that systemd reads back exactly them (systemd.syntax(7), systemd.service(5) "Command lines"). */
final class UnitSyntax {

    private UnitSyntax() {}

    /** A command line. The program's own path is taken literally by systemd, in arguments {@code $} starts a variable. */
    static String command(List<String> words) throws ServiceException {
        if (words.isEmpty() || !words.getFirst().startsWith("/")) {
            throw new ServiceException("systemd starts programs by their absolute path, not " + words);
        }
        List<String> written = new ArrayList<>();
        written.add(program(words.getFirst()));
        for (String word : words.subList(1, words.size())) {
            written.add(argument(word));
        }
        return String.join(" ", written);
    }

    /** systemd refuses programs with these characters in their path, however they are quoted. */
    private static String program(String path) throws ServiceException {
        if (path.chars().anyMatch(c -> c == '"' || c == '\'' || c == '\\')) {
            throw new ServiceException("systemd doesn't start a program with a quote or backslash in its path, such as " + path
                    + "; move OpenClaw to another directory");
        }
        return word(path);
    }

    /** An argument of a command line. */
    static String argument(String text) throws ServiceException {
        return word(text.replace("$", "$$"));
    }

    /** A word of a list, such as one assignment of {@code Environment=} or one of {@code ReadWritePaths=}. */
    static String word(String text) throws ServiceException {
        String escaped = checked(text).replace("%", "%%").replace("\\", "\\\\").replace("\"", "\\\"");
        boolean plain = !text.isEmpty() && text.chars().noneMatch(c -> c == ' ' || c == '"' || c == '\'' || c == ';');
        return plain ? escaped : "\"" + escaped + "\"";
    }

    /** A value that takes the whole rest of its line, such as {@code Description=} and {@code WorkingDirectory=}. */
    static String line(String text) throws ServiceException {
        if (!text.equals(text.strip()) || text.endsWith("\\")) {
            throw new ServiceException("systemd can't be told of a name with white space or a backslash at its end: " + text);
        }
        return checked(text).replace("%", "%%");
    }

    /** The path of {@code EnvironmentFile=}, which systemd takes for a pattern of glob(7). */
    static String pattern(Path path) throws ServiceException {
        return line(path.toString().replaceAll("[\\[\\]*?\\\\]", "\\\\$0"));
    }

    static String checked(String text) throws ServiceException {
        if (text.chars().anyMatch(c -> c < ' ' || c == 0x7f)) {
            throw new ServiceException("a service's settings can't hold line breaks or other control characters: "
                    + text.replaceAll("\\p{Cntrl}", "?"));
        }
        return text;
    }
}
