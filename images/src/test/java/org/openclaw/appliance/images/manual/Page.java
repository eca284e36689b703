package org.openclaw.appliance.images.manual;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * A page of Markdown, taken apart into what can be held to the program.
 *
 * @param blocks the fenced blocks, in their order
 * @param prose everything else
 */
record Page(Path file, List<Block> blocks, String prose) {

    private static final Pattern LINK = Pattern.compile("\\[[^\\]]*\\]\\(([^)\\s]+)\\)");
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");

    /** @param language what stands behind the fence; empty for nothing */
    record Block(String language, String text) {}

    static Page read(Path file) throws IOException {
        List<Block> blocks = new ArrayList<>();
        StringBuilder prose = new StringBuilder();
        StringBuilder block = null;
        String language = "";
        for (String line : Files.readAllLines(file)) {
            if (!line.startsWith("```")) {
                (block == null ? prose : block).append(line).append('\n');
            } else if (block == null) {
                language = line.substring(3).strip();
                block = new StringBuilder();
            } else {
                blocks.add(new Block(language, block.toString()));
                block = null;
            }
        }
        if (block != null) {
            throw new IOException(file + ": the last block isn't closed");
        }
        return new Page(file, List.copyOf(blocks), prose.toString());
    }

    /** Where it points to, apart from other sites. */
    List<String> links() {
        return LINK.matcher(prose).results().map(link -> link.group(1)).filter(link -> !link.contains("://")).toList();
    }

    /** What the text has between backticks; line breaks count as blanks. */
    List<String> code() {
        return CODE.matcher(prose).results().map((MatchResult code) -> code.group(1).replace('\n', ' ')).toList();
    }

    /** The commands of this program in its blocks, each as its words. */
    List<List<String>> commands() {
        StringBuilder lines = new StringBuilder();
        blocks("sh").forEach(block -> lines.append(block.text()));
        blocks("console").forEach(block -> block.text().lines().filter(line -> line.startsWith("$ "))
                .forEach(line -> lines.append(line.substring(2)).append('\n')));
        return ofThisProgram(lines.toString());
    }

    /** The commands of this program in its text. Of those just named the arguments may be missing. */
    List<List<String>> namedCommands() {
        return code().stream().filter(code -> code.startsWith("openclaw "))
                .flatMap(code -> ofThisProgram(code).stream()).filter(words -> !words.getFirst().startsWith("<")).toList();
    }

    private static List<List<String>> ofThisProgram(String lines) {
        return ShellWords.commands(lines).stream().filter(words -> words.size() > 1 && words.getFirst().equals("openclaw"))
                .map(words -> words.subList(1, words.size())).toList();
    }

    List<Block> blocks(String language) {
        return blocks.stream().filter(block -> block.language().equals(language)).toList();
    }
}
