package org.openclaw.appliance.cron;

import java.util.List;
import java.util.function.Supplier;
import org.openclaw.appliance.protocol.CronParams;
import org.openclaw.appliance.protocol.ProtocolException;
import org.openclaw.appliance.rpc.Access;
import org.openclaw.appliance.rpc.Method;

/** The {@code cron.*} methods. */
public final class CronMethods {

    private final Supplier<CronJobs> jobs;

    /** @param jobs made when first asked for */
    public CronMethods(Supplier<CronJobs> jobs) {
        this.jobs = jobs;
    }

    public List<Method<?>> methods() {
        return List.of(
                Method.of("cron.list", Access.READ, CronParams.ListJobs.class, (caller, params) -> jobs.get().list(params)),
                Method.of("cron.status", Access.READ, CronParams.Status.class, (caller, params) -> jobs.get().status()),
                Method.of("cron.get", Access.READ, CronParams.Named.class,
                        (caller, params) -> jobs.get().get(id("get", params.id(), params.jobId()))),
                Method.of("cron.add", Access.ADMIN, CronParams.Add.class, (caller, params) -> jobs.get().add(params)),
                Method.of("cron.update", Access.ADMIN, CronParams.Update.class,
                        (caller, params) -> jobs.get().update(
                                id("update", params.id(), params.jobId()), params.patch(), params.expectedConfigRevision())),
                Method.of("cron.remove", Access.ADMIN, CronParams.Named.class,
                        (caller, params) -> jobs.get().remove(id("remove", params.id(), params.jobId()))),
                Method.of("cron.run", Access.ADMIN, CronParams.Run.class,
                        (caller, params) -> jobs.get().run(id("run", params.id(), params.jobId()), params.mode())),
                Method.of("cron.runs", Access.READ, CronParams.Runs.class, (caller, params) -> jobs.get().runs(params)));
    }

    private static String id(String method, String id, String jobId) throws ProtocolException {
        if ((id == null) == (jobId == null)) {
            throw ProtocolException.invalid(
                    "invalid cron." + method + " params: " + (id == null ? "must have required property 'id'" : "id and jobId exclude each other"));
        }
        return id == null ? jobId : id;
    }
}
