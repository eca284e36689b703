package org.openclaw.appliance.provider;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;

/**
 * The fake provider as a process: prints {@code port <n>} and serves until it is killed. The requested model's name chooses
 * what it plays; see {@link FakeScripts#names()}. The first argument, if any, is the port.
 */
public final class FakeProviderMain {

    private FakeProviderMain() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        int port = args.length > 0 ? Integer.parseInt(args[0]) : 0;
        try (FakeProvider provider = FakeProvider.start(port, FakeScripts::byModelName)) {
            System.out.println("port " + provider.port());
            System.out.println("models " + String.join(" ", FakeScripts.names()));
            System.out.flush();
            new CountDownLatch(1).await();
        }
    }
}
