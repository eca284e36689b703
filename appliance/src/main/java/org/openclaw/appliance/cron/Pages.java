package org.openclaw.appliance.cron;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** What every page of a list ends with. */
final class Pages {

    private Pages() {}

    /** @param shown how many entries the page has */
    static ObjectNode close(ObjectNode page, long total, int offset, int limit, int shown) {
        boolean more = offset + shown < total;
        page.put("total", total).put("offset", offset).put("limit", limit).put("hasMore", more);
        return more ? page.put("nextOffset", offset + shown) : page.putNull("nextOffset");
    }
}
