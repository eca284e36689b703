package org.openclaw.appliance.cli;

import java.util.ArrayList;
import java.util.List;

/** Text in columns: each as wide as its widest cell, the last one free. */
final class Rows {

    private static final int WIDEST_CELL = 64;

    private final List<String[]> rows = new ArrayList<>();

    Rows add(String... cells) {
        rows.add(cells);
        return this;
    }

    void print(Terminal terminal) {
        for (String[] row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < row.length; i++) {
                line.append(row[i]);
                if (i < row.length - 1) {
                    line.append(" ".repeat(Math.max(0, width(i) - row[i].length()) + 2));
                }
            }
            terminal.out(line.toString().stripTrailing());
        }
    }

    private int width(int column) {
        return rows.stream()
                .filter(row -> row.length > column)
                .mapToInt(row -> Math.min(WIDEST_CELL, row[column].length()))
                .max()
                .orElse(0);
    }
}
