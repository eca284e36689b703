package org.openclaw.appliance.session;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.openclaw.appliance.store.Sql;
import org.openclaw.appliance.store.Store;

/**
 * The groups people sort sessions into, in their order. Who belongs to one is the session's own setting {@code category}, so a
 * group also exists because a session names it. Thread-safe; blocks on the disk.
 */
final class SessionGroups {

    private static final String CATEGORY = "json_extract(settings, '$.category')";
    private static final Set<String> FIXED_SECTIONS = Set.of("ungrouped", "groups", "work");
    private static final String GROUP_SECTION = "category:";
    private static final String CATALOG_SECTION = "catalog:";

    private final Store store;

    SessionGroups(Store store) {
        this.store = store;
    }

    /** @param position grows along the list; it may have gaps */
    record Group(String name, long position) {}

    /** @param sections the order of a client's sections; those it doesn't name come where the client likes */
    record Catalog(List<Group> groups, List<String> sections) {}

    /** What became of a change. @param sessions how many belong elsewhere now */
    record Changed(Catalog catalog, int sessions) {}

    Catalog catalog() {
        return store.read(SessionGroups::catalog);
    }

    /**
     * Replaces the list.
     *
     * @param sections the new order of sections, or null to leave it
     * @return groups left out that still have sessions, as {@code "name" (count)}: nothing has changed then; else empty
     */
    Optional<String> put(List<String> names, List<String> sections) {
        Set<String> wanted = new LinkedHashSet<>();
        names.stream().map(String::strip).filter(name -> !name.isEmpty()).forEach(wanted::add);
        return store.write(sql -> {
            String left = leftOut(sql, wanted);
            if (!left.isEmpty()) {
                return Optional.of(left);
            }
            sql.update("DELETE FROM session_group");
            int position = 0;
            for (String name : wanted) {
                sql.update("INSERT INTO session_group(name, position) VALUES (?, ?)", name, position++);
            }
            if (sections != null) {
                arrange(sql, sections, wanted);
            }
            return Optional.empty();
        });
    }

    /** Empty when there is no such group. A group that has the new name already takes the sessions in. */
    Optional<Changed> rename(String from, String to) {
        return store.write(sql -> {
            if (catalog(sql).groups().stream().noneMatch(group -> group.name().equals(from))) {
                return Optional.empty();
            }
            sql.update("UPDATE OR IGNORE session_group SET name = ? WHERE name = ?", to, from);
            sql.update("UPDATE OR IGNORE session_section SET id = ? WHERE id = ?", GROUP_SECTION + to, GROUP_SECTION + from);
            int moved = from.equals(to)
                    ? 0
                    : sql.update(
                            "UPDATE session SET settings = json_set(settings, '$.category', ?) WHERE " + CATEGORY + " = ?",
                            to, from);
            if (!from.equals(to)) {
                forget(sql, from);
            }
            return Optional.of(new Changed(catalog(sql), moved));
        });
    }

    /** Its sessions belong to no group afterwards. */
    Changed delete(String name) {
        return store.write(sql -> {
            int freed = sql.update(
                    "UPDATE session SET settings = json_remove(settings, '$.category') WHERE " + CATEGORY + " = ?", name);
            forget(sql, name);
            return new Changed(catalog(sql), freed);
        });
    }

    private static void forget(Sql sql, String name) {
        sql.update("DELETE FROM session_group WHERE name = ?", name);
        sql.update("DELETE FROM session_section WHERE id = ?", GROUP_SECTION + name);
    }

    private static String leftOut(Sql sql, Set<String> wanted) {
        return sql.query(
                        "SELECT " + CATEGORY + " AS name, count(*) AS sessions FROM session WHERE name IS NOT NULL GROUP BY name",
                        row -> Map.entry(row.text("name"), row.number("sessions")))
                .stream()
                .filter(group -> !wanted.contains(group.getKey()))
                .map(group -> '"' + group.getKey() + "\" (" + group.getValue() + ")")
                .collect(Collectors.joining(", "));
    }

    private static void arrange(Sql sql, List<String> sections, Set<String> groups) {
        Set<String> known = new LinkedHashSet<>();
        for (String section : sections) {
            String id = section.strip();
            boolean group = id.startsWith(GROUP_SECTION) && groups.contains(id.substring(GROUP_SECTION.length()).strip());
            boolean catalog = id.startsWith(CATALOG_SECTION) && id.length() > CATALOG_SECTION.length();
            if (FIXED_SECTIONS.contains(id) || group || catalog) {
                known.add(id);
            }
        }
        sql.update("DELETE FROM session_section");
        int position = 0;
        for (String id : known) {
            sql.update("INSERT INTO session_section(id, position) VALUES (?, ?)", id, position++);
        }
    }

    private static Catalog catalog(Sql sql) {
        List<Group> groups = new ArrayList<>(sql.query(
                "SELECT name, position FROM session_group ORDER BY position, name",
                row -> new Group(row.text("name"), row.number("position"))));
        long next = groups.isEmpty() ? 0 : groups.getLast().position() + 1;
        List<String> named = sql.query(
                "SELECT DISTINCT " + CATEGORY + " AS name FROM session WHERE name IS NOT NULL"
                        + " AND name NOT IN (SELECT name FROM session_group) ORDER BY name",
                row -> row.text("name"));
        for (String name : named) {
            groups.add(new Group(name, next++));
        }
        return new Catalog(groups, sql.query("SELECT id FROM session_section ORDER BY position", row -> row.text("id")));
    }
}
