package org.openclaw.appliance.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The files a configuration was read from and which part each one fills, to say where a value stands. */
final class Sources {

    /** @param prefix where in the whole the file's document was put */
    record Source(List<String> prefix, Path file, Json5Document document) {}

    private final List<Source> sources = new ArrayList<>();

    void add(List<String> prefix, Path file, Json5Document document) {
        sources.add(new Source(List.copyOf(prefix), file, document));
    }

    /** All files but the first, which includes the others. */
    List<Path> included() {
        return sources.stream().skip(1).map(Source::file).distinct().toList();
    }

    /** The problem with the place of its path: in the file that has most of it. */
    Problem located(Problem problem, List<String> path) {
        Source best = sources.getFirst();
        int deepest = -1;
        for (Source source : sources) {
            int prefix = source.prefix().size();
            boolean covers = path.size() >= prefix && path.subList(0, prefix).equals(source.prefix());
            int depth = covers ? prefix + source.document().depth(path.subList(prefix, path.size())) : -1;
            if (depth > deepest) {
                deepest = depth;
                best = source;
            }
        }
        int prefix = Math.min(best.prefix().size(), path.size());
        Json5Document document = best.document();
        int offset = document.offset(path.subList(prefix, path.size()));
        return new Problem(problem.path(), problem.message(), problem.allowed(), best.file(), document.line(offset), document.column(offset));
    }
}
