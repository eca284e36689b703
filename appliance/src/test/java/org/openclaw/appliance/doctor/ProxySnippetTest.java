package org.openclaw.appliance.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What proxies are told, read by real ones where they are installed. */
class ProxySnippetTest {

    private static final Path NGINX = Path.of("/usr/sbin/nginx");

    @TempDir
    Path directory;

    @Test
    void nginxTakesIt() throws Exception {
        assumeTrue(Files.isExecutable(NGINX));
        for (ProxySnippet.Upstream to : List.of(
                new ProxySnippet.Upstream("claw.example.org", 18789, "", false),
                new ProxySnippet.Upstream("claw.example.org", 19001, "/claw", true))) {
            String text = ProxySnippet.NGINX.text(to)
                    .replaceAll("(?m)^ *ssl_certificate.*\n", "")
                    .replace("listen 443 ssl", "listen 127.0.0.1:18999");
            Path file = Files.writeString(directory.resolve("nginx.conf"),
                    "pid " + directory.resolve("pid") + ";\nevents {}\nhttp {\naccess_log off;\n" + text + "}\n");
            Process check = new ProcessBuilder(
                            NGINX.toString(), "-t", "-p", directory.toString(), "-e", directory.resolve("errors").toString(),
                            "-c", file.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(directory.resolve("said").toFile())
                    .start();
            int status = check.waitFor();
            assertEquals(0, status, Files.readString(directory.resolve("said")));
        }
    }

    @Test
    void findsProxiesInFront() throws Exception {
        Path sites = Files.createDirectories(directory.resolve("etc/nginx/sites-enabled"));
        Files.writeString(sites.resolve("claw"), "# proxy_pass http://127.0.0.1:1234;\nproxy_pass http://localhost:3001; # openclaw\n");
        Files.createDirectories(directory.resolve("etc/caddy"));
        Files.writeString(directory.resolve("etc/caddy/Caddyfile"), "a.example {\n reverse_proxy 127.0.0.1:18789\n}\n");
        List<ProxyFiles.Use> uses = new ProxyFiles(directory).uses();
        assertEquals(2, uses.size());
        assertTrue(uses.contains(new ProxyFiles.Use(
                ProxySnippet.NGINX, sites.resolve("claw"), List.of(3001), true)), uses.toString());
        assertTrue(uses.contains(new ProxyFiles.Use(
                ProxySnippet.CADDY, directory.resolve("etc/caddy/Caddyfile"), List.of(18789), false)), uses.toString());
    }
}
