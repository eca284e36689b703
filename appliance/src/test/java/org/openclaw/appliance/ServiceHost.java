package org.openclaw.appliance;

import java.io.IOException;
import java.util.Arrays;
import org.apache.commons.daemon.Daemon;
import org.apache.commons.daemon.DaemonContext;
import org.apache.commons.daemon.DaemonController;

/**
 * Does to {@link ServiceMain} what the native hosts do: {@code procrun} or {@code jsvc}, then the words. The end of standard
 * input is the request to stop.
 */
public final class ServiceHost {

    private ServiceHost() {}

    public static void main(String[] args) throws Exception {
        String[] words = Arrays.copyOfRange(args, 1, args.length);
        switch (args[0]) {
            case "procrun" -> procrun(words);
            case "jsvc" -> jsvc(words);
            default -> throw new IllegalArgumentException(args[0]);
        }
        System.out.println("host: ended in order");
    }

    /** One thread starts, and the service runs until that comes back; another one stops. */
    private static void procrun(String[] words) throws InterruptedException {
        Thread worker = new Thread(() -> ServiceMain.start(words), "worker");
        Thread control = new Thread(() -> {
            awaitRequest();
            ServiceMain.stop(new String[0]);
            System.out.println("host: stop came back");
        });
        control.setDaemon(true);
        worker.start();
        control.start();
        worker.join();
        control.join();
    }

    private static void jsvc(String[] words) throws Exception {
        Daemon daemon = new ServiceMain();
        daemon.init(new Context(words));
        daemon.start();
        System.out.println("host: start came back");
        awaitRequest();
        daemon.stop();
        daemon.destroy();
    }

    private static void awaitRequest() {
        try {
            while (System.in.read() >= 0) {
                // Nothing is expected but the end.
            }
        } catch (IOException e) {
            // As good as the end.
        }
    }

    private record Context(String[] words) implements DaemonContext, DaemonController {

        @Override
        public DaemonController getController() {
            return this;
        }

        @Override
        public String[] getArguments() {
            return words;
        }

        @Override
        public void shutdown() {
            System.exit(0);
        }

        @Override
        public void reload() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void fail() {
            fail("");
        }

        @Override
        public void fail(String message) {
            System.out.println("host: failed: " + message);
            System.exit(5);
        }

        @Override
        public void fail(Exception reason) {
            fail(reason.toString());
        }

        @Override
        public void fail(String message, Exception reason) {
            fail(message + ": " + reason);
        }
    }
}
