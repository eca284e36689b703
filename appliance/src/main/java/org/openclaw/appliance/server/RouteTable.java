package org.openclaw.appliance.server;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Which route answers a path: an exact one first, then the one with the longest prefix. Immutable. */
final class RouteTable {

    /** What was found for a path and a method. */
    sealed interface Match {

        record Found(Route route) implements Match {}

        /** The path exists for other methods. @param allow value of the {@code Allow} header */
        record WrongMethod(String allow) implements Match {}

        record Nothing() implements Match {}
    }

    private final Map<String, List<Route>> exact = new HashMap<>();
    private final List<Route> prefixes;

    RouteTable(List<Route> routes) {
        routes.stream()
                .filter(route -> !route.prefix())
                .forEach(route -> exact.computeIfAbsent(route.path(), path -> new ArrayList<>(1)).add(route));
        prefixes = routes.stream()
                .filter(Route::prefix)
                .sorted(Comparator.comparingInt((Route route) -> route.path().length()).reversed())
                .toList();
    }

    Match find(String method, String path) {
        List<Route> candidates = exact.getOrDefault(path, List.of());
        if (candidates.isEmpty()) {
            candidates = below(path);
        }
        if (candidates.isEmpty()) {
            return new Match.Nothing();
        }
        for (Route route : candidates) {
            if (answers(route, method)) {
                return new Match.Found(route);
            }
        }
        return new Match.WrongMethod(allow(candidates));
    }

    /** All routes of the longest prefix. */
    private List<Route> below(String path) {
        List<Route> found = new ArrayList<>(2);
        for (Route route : prefixes) {
            if (!found.isEmpty() && route.path().length() < found.getFirst().path().length()) {
                break;
            }
            if (covers(route.path(), path)) {
                found.add(route);
            }
        }
        return found;
    }

    private static boolean covers(String prefix, String path) {
        return path.startsWith(prefix)
                && (prefix.endsWith("/") || path.length() == prefix.length() || path.charAt(prefix.length()) == '/');
    }

    private static boolean answers(Route route, String method) {
        return route.methods().contains(method) || (method.equals("HEAD") && route.methods().contains("GET"));
    }

    private static String allow(List<Route> routes) {
        TreeSet<String> methods = new TreeSet<>();
        routes.forEach(route -> methods.addAll(route.methods()));
        if (methods.contains("GET")) {
            methods.add("HEAD");
        }
        return String.join(", ", methods);
    }
}
