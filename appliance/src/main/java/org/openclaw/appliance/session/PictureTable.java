package org.openclaw.appliance.session;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.openclaw.appliance.provider.Image;
import org.openclaw.appliance.store.Sql;

/** The table of pictures that came with messages. */
final class PictureTable {

    /** Pictures kept in all; with {@link Image#MAX_BYTES} they take at most 64 MB of disk. */
    private static final int MOST = 24;

    /** Of that many messages a model is shown the pictures; of older ones it only reads that there were some. */
    private static final int MESSAGES_SHOWN = 2;

    private PictureTable() {}

    /** A repeated request changes nothing. */
    static void insert(Sql sql, SessionKey key, String runId, List<Image> images) {
        for (int i = 0; i < images.size(); i++) {
            sql.update(
                    "INSERT OR IGNORE INTO picture(session_key, run_id, position, mime_type, base64) VALUES (?, ?, ?, ?, ?)",
                    key.toString(),
                    runId,
                    i,
                    images.get(i).mimeType(),
                    images.get(i).base64());
        }
        sql.update("DELETE FROM picture WHERE id <= (SELECT max(id) FROM picture) - ?", MOST);
    }

    /** The newest messages' pictures, by run. */
    static Map<String, List<Image>> newest(Sql sql, SessionKey key) {
        List<String> runs = sql.query(
                "SELECT run_id, max(id) AS newest FROM picture WHERE session_key = ? GROUP BY run_id"
                        + " ORDER BY newest DESC LIMIT ?",
                row -> row.text("run_id"),
                key.toString(),
                MESSAGES_SHOWN);
        Map<String, List<Image>> pictures = new HashMap<>();
        for (String run : runs) {
            pictures.put(run, sql.query(
                    "SELECT mime_type, base64 FROM picture WHERE run_id = ? ORDER BY position LIMIT ?",
                    row -> new Image(row.text("mime_type"), row.text("base64")),
                    run,
                    Image.MOST));
        }
        return pictures;
    }
}
