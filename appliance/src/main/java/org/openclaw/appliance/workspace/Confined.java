package org.openclaw.appliance.workspace;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.openclaw.appliance.tool.ToolException;

/**
 * One folder and what is below it. A path is walked folder by folder, each opened relative to the one before it and never
 * through a symbolic link (openat(2) with O_NOFOLLOW), so nothing that changes on the way leads out. Thread-safe.
 */
final class Confined {

    private static final int DEEPEST = 64;

    private final Path root;

    /** @param root may not exist yet, and may itself be a link the operator made */
    Confined(Path root) {
        this.root = root;
    }

    /** Does something with an opened file's folder. */
    @FunctionalInterface
    private interface Work<T> {
        T in(SecureDirectoryStream<Path> folder, Path name) throws IOException, ToolException;
    }

    /** Takes what it needs from an opened file. */
    @FunctionalInterface
    interface Reading<T> {
        T from(SeekableByteChannel file, long size) throws IOException, ToolException;
    }

    /** Opens a regular file for reading. @throws ToolException when it isn't there, isn't one, or lies outside */
    <T> T read(String path, Reading<T> reading) throws ToolException {
        return in(path, false, (folder, name) -> {
            long size = regular(folder, name, path);
            Set<OpenOption> options = Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
            try (SeekableByteChannel file = folder.newByteChannel(name, options)) {
                return reading.from(file, size);
            }
        });
    }

    /** Makes a file or replaces it: the old content or the new one, whenever the power fails. */
    void write(String path, byte[] content) throws ToolException {
        in(path, true, (folder, name) -> {
            Path temporary = Path.of("." + name + "." + UUID.randomUUID());
            var permissions = permissions(folder, name, path);
            Set<OpenOption> options =
                    Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
            try {
                try (SeekableByteChannel file = folder.newByteChannel(
                        temporary, options, PosixFilePermissions.asFileAttribute(permissions))) {
                    ByteBuffer rest = ByteBuffer.wrap(content);
                    while (rest.hasRemaining()) {
                        file.write(rest);
                    }
                    if (file instanceof FileChannel channel) {
                        channel.force(true);
                    }
                }
                folder.move(temporary, folder, name);
            } catch (IOException e) {
                discard(folder, temporary);
                throw e;
            }
            return null;
        });
    }

    private static void discard(SecureDirectoryStream<Path> folder, Path temporary) {
        try {
            folder.deleteFile(temporary);
        } catch (IOException e) {
            // Was never made.
            return;
        }
    }

    private static Set<PosixFilePermission> permissions(
            SecureDirectoryStream<Path> folder, Path name, String path) throws IOException, ToolException {
        try {
            regular(folder, name, path);
            return folder.getFileAttributeView(name, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                    .readAttributes()
                    .permissions();
        } catch (NoSuchFileException e) {
            return PosixFilePermissions.fromString("rw-r-----");
        }
    }

    // A pipe or a device would block, a link leads elsewhere.
    private static long regular(SecureDirectoryStream<Path> folder, Path name, String path)
            throws IOException, ToolException {
        BasicFileAttributes attributes = folder.getFileAttributeView(
                        name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                .readAttributes();
        if (attributes.isSymbolicLink()) {
            throw new ToolException(path + " is a symbolic link; links are not followed here.");
        }
        if (attributes.isDirectory()) {
            throw new ToolException(path + " is a folder.");
        }
        if (!attributes.isRegularFile()) {
            throw new ToolException(path + " is no regular file.");
        }
        return attributes.size();
    }

    private <T> T in(String path, boolean create, Work<T> work) throws ToolException {
        List<Path> names = names(path);
        try {
            Path top = top(create);
            List<SecureDirectoryStream<Path>> opened = new ArrayList<>();
            try {
                SecureDirectoryStream<Path> folder = secure(Files.newDirectoryStream(top), opened);
                Path walked = top;
                for (Path name : names.subList(0, names.size() - 1)) {
                    walked = walked.resolve(name);
                    folder = next(folder, name, walked, create, opened);
                }
                return work.in(folder, names.getLast());
            } finally {
                for (SecureDirectoryStream<Path> stream : opened.reversed()) {
                    stream.close();
                }
            }
        } catch (NoSuchFileException e) {
            throw new ToolException("There is no file " + path + " in the workspace.");
        } catch (NotDirectoryException e) {
            throw new ToolException("A part of " + path + " is no folder.");
        } catch (IOException e) {
            throw new ToolException(path + " can't be used: " + reason(e));
        }
    }

    // ELOOP is what O_NOFOLLOW answers to a link.
    private static String reason(IOException e) {
        String message = String.valueOf(e.getMessage());
        return message.contains("Too many levels of symbolic links") ? "a part of it is a symbolic link" : message;
    }

    private Path top(boolean create) throws IOException {
        if (create) {
            Files.createDirectories(root);
        }
        return root.toRealPath();
    }

    private static SecureDirectoryStream<Path> next(
            SecureDirectoryStream<Path> folder,
            Path name,
            Path walked,
            boolean create,
            List<SecureDirectoryStream<Path>> opened)
            throws IOException, ToolException {
        try {
            return secure(folder.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS), opened);
        } catch (NoSuchFileException e) {
            if (!create) {
                throw e;
            }
        }
        // There is no mkdirat(2) here. Whatever this makes, only a real folder below the one before is used.
        try {
            Files.createDirectory(walked);
        } catch (FileAlreadyExistsException e) {
            // Somebody else made it just now.
        }
        return secure(folder.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS), opened);
    }

    private static SecureDirectoryStream<Path> secure(
            DirectoryStream<Path> stream, List<SecureDirectoryStream<Path>> opened) throws IOException, ToolException {
        if (stream instanceof SecureDirectoryStream<Path> secure) {
            opened.add(secure);
            return secure;
        }
        stream.close();
        throw new ToolException("This system can't keep file tools inside the workspace, so they are not offered.");
    }

    /** The names of a path below the root. An absolute one must begin with the root as it is configured or as it really is. */
    private List<Path> names(String path) throws ToolException {
        try {
            Path given = Path.of(path);
            Path relative = given;
            if (given.isAbsolute()) {
                Path base = given.startsWith(root) ? root : real();
                if (!given.startsWith(base)) {
                    throw outside(path);
                }
                relative = base.relativize(given);
            }
            List<Path> names = new ArrayList<>();
            for (Path name : relative.normalize()) {
                names.add(name);
            }
            if (names.getFirst().toString().equals("..")) {
                throw outside(path);
            }
            if (names.getFirst().toString().isEmpty()) {
                throw new ToolException(path + " is the workspace itself, no file in it.");
            }
            if (names.size() > DEEPEST) {
                throw new ToolException(path + " is nested too deeply.");
            }
            return names;
        } catch (InvalidPathException e) {
            throw new ToolException("That is no path.");
        }
    }

    private Path real() {
        try {
            return root.toRealPath();
        } catch (IOException e) {
            return root;
        }
    }

    private ToolException outside(String path) {
        return new ToolException(path + " lies outside of the workspace " + root + "; only files in it can be used.");
    }
}
