package org.openclaw.appliance.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.EOFException;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.openclaw.appliance.outbound.Outbound;

@Timeout(60)
class SseReaderTest {

    private static final String PLAIN = "HTTP/1.1 200 OK\r\n\r\n";
    private static final String CHUNKED = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";

    @Test
    void readsEveryKindOfLineEnd() throws Exception {
        assertEquals(List.of("a", "b", "c"), events(PLAIN + "data: a\n\ndata: b\r\n\r\ndata: c\r\r"));
    }

    @Test
    void joinsTheLinesOfAnEvent() throws Exception {
        assertEquals(List.of("a\n b\n"), events(PLAIN + "data:a\ndata:  b\ndata\n\n"));
    }

    @Test
    void passesOverCommentsOtherFieldsAndSomeGarbage() throws Exception {
        assertEquals(List.of("a"), events(PLAIN + ": hello\n\nevent: x\nid: 7\nretry: 5\n<%%%>\ndata: a\n\n"));
    }

    @Test
    void countsAnEventWithoutItsEmptyLine() throws Exception {
        assertEquals(List.of("a"), events(PLAIN + "data: a"));
    }

    @Test
    void joinsWhatChunksSplit() throws Exception {
        assertEquals(List.of("hello"), events(CHUNKED + "3\r\ndat\r\n6;x=y\r\na: hel\r\n4\r\nlo\n\n\r\n0\r\n\r\n"));
    }

    @Test
    void passesOverInterimResponses() throws Exception {
        assertEquals(List.of("a"), events("HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" + PLAIN + "data: a\n\n"));
    }

    @Test
    void tellsACutBodyFromAnEndedOne() {
        assertThrows(EOFException.class, () -> events(CHUNKED + "20\r\ndata: a\n\n"));
        assertThrows(EOFException.class, () -> events("HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\ndata: a\n\n"));
    }

    @Test
    void refusesWhatIsNotHttp() {
        assertThrows(HttpResponse.MalformedException.class, () -> events("SSH-2.0-OpenSSH_9.9\r\n"));
        assertThrows(HttpResponse.MalformedException.class, () -> events(CHUNKED + "zz\r\n"));
        assertThrows(HttpResponse.MalformedException.class, () -> events("HTTP/1.1 200 OK\r\n" + "a: b\r\n".repeat(300)));
    }

    @Test
    void refusesTooMuchGarbage() {
        assertThrows(SseReader.BrokenException.class, () -> events(PLAIN + "what?\n".repeat(200)));
    }

    private static List<String> events(String answer) throws IOException {
        try (FakeProvider provider = FakeProvider.start((request, reply) -> reply.raw(answer));
                Connection connection = new Connection(
                        URI.create(provider.baseUrl()), Timeouts.STANDARD.withTotal(Duration.ofSeconds(20)),
                        Outbound.plain())) {
            connection.open();
            byte[] request = "GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
            connection.write(out -> out.write(request), request.length);
            SseReader reader = new SseReader(HttpResponse.read(connection));
            List<String> events = new ArrayList<>();
            for (String data = reader.next(); data != null; data = reader.next()) {
                events.add(data);
            }
            return events;
        }
    }
}
