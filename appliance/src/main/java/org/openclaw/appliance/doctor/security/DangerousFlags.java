package org.openclaw.appliance.doctor.security;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.openclaw.appliance.doctor.Instance;

/** Keys that say of themselves that they are dangerous, and are on: one risk each. */
final class DangerousFlags implements SecurityCheck {

    private static final int MOST_DEPTH = 32;

    @Override
    public List<Risk> run(Instance instance) {
        List<Risk> risks = new ArrayList<>();
        instance.config().ifPresent(config -> look(config.root(), "", 0, risks));
        return risks;
    }

    private static void look(JsonNode node, String path, int depth, List<Risk> risks) {
        if (depth > MOST_DEPTH) {
            return;
        }
        for (Map.Entry<String, JsonNode> member : node.properties()) {
            String key = path.isEmpty() ? member.getKey() : path + "." + member.getKey();
            String name = member.getKey().toLowerCase(Locale.ROOT);
            boolean named = name.startsWith("dangerous") || name.startsWith("allowinsecure");
            if (named && member.getValue().asBoolean(false)) {
                risks.add(Risk.warn(
                        "config.insecure_or_dangerous_flags",
                        "A dangerous setting is on",
                        key + " is true.",
                        "Run `openclaw config unset " + key + "` unless you need it right now."));
            }
            look(member.getValue(), key, depth + 1, risks);
        }
    }
}
