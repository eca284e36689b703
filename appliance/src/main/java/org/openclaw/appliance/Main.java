package org.openclaw.appliance;

import java.util.List;
import org.openclaw.appliance.cli.LocalMain;
import org.openclaw.appliance.config.Environment;

/** The executable: the command line, and behind {@code gateway run} the gateway. */
public final class Main {

    private Main() {}

    public static void main(String[] args) throws InterruptedException {
        System.exit(LocalMain.run(List.of(args), Environment.ofProcess(), new GatewayProcess(GatewayProcess::onShutdown)));
    }
}
