package org.openclaw.appliance.doctor.security;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.openclaw.appliance.doctor.Fix;
import org.openclaw.appliance.doctor.FixException;
import org.openclaw.appliance.doctor.Instance;

/** Whether other users of this machine can read or change what the instance keeps. */
final class FileModes implements SecurityCheck {

    @Override
    public List<Risk> run(Instance instance) {
        Path state = instance.paths().stateDir();
        List<Risk> risks = new ArrayList<>();
        if (!state.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            return risks;
        }
        look(state, "fs.state_dir", "The state directory", "rwx------", risks);
        if (Files.isSymbolicLink(state)) {
            risks.add(Risk.warn("fs.state_dir.symlink", "The state directory is a link", state + " leads to another place.",
                    "Let OPENCLAW_STATE_DIR name that place itself."));
        }
        Path config = instance.paths().configFile();
        look(config, "fs.config", "The configuration file", "rw-------", risks);
        look(instance.paths().database(), "fs.sessions_store", "The database", "rw-------", risks);
        look(state.resolve("identity"), "fs.credentials_dir", "The directory of keys", "rwx------", risks);
        look(instance.paths().logFile(), "fs.log_file", "The log", "rw-------", risks);
        look(state.resolve(".env"), "fs.auth_profiles", "The file of variables", "rw-------", risks);
        return risks;
    }

    private static void look(Path file, String id, String what, String wanted, List<Risk> risks) {
        Set<PosixFilePermission> mode;
        try {
            mode = Files.getPosixFilePermissions(file);
        } catch (IOException absent) {
            return;
        }
        String shown = file + " is " + PosixFilePermissions.toString(mode) + ".";
        String remedy = "Run `chmod " + (wanted.contains("x") ? "700 " : "600 ") + file + "`.";
        Fix fix = new Fix("takes the others' permissions away", () -> restrict(file, wanted));
        Optional<Risk> risk = Optional.empty();
        if (mode.contains(PosixFilePermission.OTHERS_WRITE)) {
            risk = Optional.of(Risk.critical(id + ".perms_world_writable", what + " can be changed by everybody", shown, remedy));
        } else if (mode.contains(PosixFilePermission.GROUP_WRITE)) {
            risk = Optional.of(Risk.warn(id + ".perms_group_writable", what + " can be changed by its group", shown, remedy));
        } else if (mode.contains(PosixFilePermission.OTHERS_READ)) {
            risk = Optional.of(
                    id.equals("fs.config")
                            ? Risk.critical(id + ".perms_world_readable", what + " can be read by everybody", shown, remedy)
                            : Risk.warn(id + ".perms_readable", what + " can be read by everybody", shown, remedy));
        } else if (mode.contains(PosixFilePermission.GROUP_READ)) {
            risk = Optional.of(Risk.warn(id + (id.equals("fs.config") ? ".perms_group_readable" : ".perms_readable"),
                    what + " can be read by its group", shown, remedy));
        }
        risk.ifPresent(found -> risks.add(found.fixedBy(fix)));
    }

    private static String restrict(Path file, String wanted) throws FixException {
        try {
            Set<PosixFilePermission> mode = EnumSet.copyOf(Files.getPosixFilePermissions(file));
            mode.retainAll(PosixFilePermissions.fromString("rwx------"));
            mode.addAll(PosixFilePermissions.fromString(wanted));
            Files.setPosixFilePermissions(file, mode);
            return file + " is " + PosixFilePermissions.toString(mode) + " now";
        } catch (IOException | IllegalArgumentException e) {
            throw new FixException("the permissions of " + file + " can't be changed; does it belong to this user?");
        }
    }
}
