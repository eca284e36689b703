package org.openclaw.appliance.server;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.openclaw.appliance.access.Authenticator;
import org.openclaw.appliance.rpc.Dispatcher;
import org.openclaw.appliance.rpc.Events;
import org.openclaw.appliance.rpc.Lifecycle;
import org.openclaw.appliance.rpc.Methods;

/**
 * What stands behind the port.
 *
 * @param authenticator who is let in
 * @param methods what can be called
 * @param dispatcher calls it
 * @param events what connections are told
 * @param hello the features' part in a connection's life
 * @param lifecycle whether the gateway is ready
 * @param allowedOrigins web origins let in besides the gateway's own, such as {@code https://panel.example}; asked each time
 * @param version the product's version
 * @param bootId changes with every start
 * @param verbose whether requests and answers are logged by name; asked each time
 * @param largePayloads told of what was too large, with facts for diagnostics; on any thread
 * @param workers starts a virtual thread per task
 * @param scheduler the process's one scheduler; its tasks here never block
 */
public record Backend(
        Authenticator authenticator,
        Methods methods,
        Dispatcher dispatcher,
        Events events,
        Hello hello,
        Lifecycle lifecycle,
        Supplier<List<String>> allowedOrigins,
        String version,
        String bootId,
        BooleanSupplier verbose,
        Consumer<ObjectNode> largePayloads,
        Executor workers,
        ScheduledExecutorService scheduler) {}
