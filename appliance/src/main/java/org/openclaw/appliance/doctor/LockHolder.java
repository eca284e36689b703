package org.openclaw.appliance.doctor;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The gateway that holds a state directory, by the lock every gateway takes. */
final class LockHolder {

    private static final Pattern PID = Pattern.compile("\"pid\":(\\d{1,18})");
    private static final int LONGEST = 4096;

    private LockHolder() {}

    /** Its process; empty where none holds it. Takes no lock: what the file says may be the number of a process that is gone. */
    static OptionalLong pid(Path runDir) {
        Path file = runDir.resolve("gateway.lock");
        try (var in = Files.newInputStream(file)) {
            Matcher pid = PID.matcher(new String(in.readNBytes(LONGEST), StandardCharsets.UTF_8));
            if (pid.find() && ProcessHandle.of(Long.parseLong(pid.group(1))).filter(ProcessHandle::isAlive).isPresent()) {
                return OptionalLong.of(Long.parseLong(pid.group(1)));
            }
        } catch (IOException e) {
            // No gateway has ever run here, or it is another user's.
        }
        return OptionalLong.empty();
    }

    /** Whether a gateway runs on the directory right now, as the kernel knows it. Only for repairs: it tries the lock. */
    static boolean isHeld(Path runDir) {
        Path file = runDir.resolve("gateway.lock");
        if (!Files.exists(file)) {
            return false;
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            FileLock lock = channel.tryLock();
            if (lock == null) {
                return true;
            }
            lock.release();
            return false;
        } catch (OverlappingFileLockException e) {
            return true;
        } catch (IOException e) {
            return pid(runDir).isPresent();
        }
    }
}
