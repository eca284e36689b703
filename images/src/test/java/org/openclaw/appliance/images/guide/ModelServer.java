package org.openclaw.appliance.images.guide;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * A program of its own that stands in for a model's service, as an OpenAI-compatible server that knows one model and one key.
 * Needs nothing but the Java runtime of the distribution. Also good for taking a port away.
 */
public final class ModelServer {

    static final String KEY = "sk-guide-0123456789abcdef";

    private static final String ANSWER = """
            {"id":"1","object":"chat.completion","model":"gpt-4o","choices":[{"index":0,"finish_reason":"stop",\
            "message":{"role":"assistant","content":"pong"}}],"usage":{"prompt_tokens":1,"completion_tokens":1}}""";

    private ModelServer() {}

    /** @param args the port */
    public static void main(String[] args) throws IOException {
        try (ServerSocket server = new ServerSocket(Integer.parseInt(args[0]), 16, InetAddress.getLoopbackAddress())) {
            while (true) {
                try (Socket caller = server.accept()) {
                    caller.setSoTimeout(5_000);
                    serve(caller);
                } catch (IOException gone) {
                    // The next one may have more patience.
                }
            }
        }
    }

    private static void serve(Socket caller) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(caller.getInputStream(), StandardCharsets.US_ASCII));
        String request = in.readLine();
        int length = 0;
        boolean known = false;
        for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
            if (line.toLowerCase().startsWith("content-length:")) {
                length = Integer.parseInt(line.substring(15).strip());
            }
            known |= line.equals("Authorization: Bearer " + KEY);
        }
        in.skip(length);
        String body = !known
                ? "{\"error\":{\"message\":\"Incorrect API key provided\",\"code\":\"invalid_api_key\"}}"
                : request.startsWith("GET") ? "{\"object\":\"list\",\"data\":[{\"id\":\"gpt-4o\",\"object\":\"model\"}]}" : ANSWER;
        String head = "HTTP/1.1 " + (known ? "200 OK" : "401 Unauthorized") + "\r\nContent-Type: application/json\r\n"
                + "Connection: close\r\nContent-Length: " + body.length() + "\r\n\r\n";
        caller.getOutputStream().write((head + body).getBytes(StandardCharsets.US_ASCII));
    }
}
