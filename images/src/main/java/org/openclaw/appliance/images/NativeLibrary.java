package org.openclaw.appliance.images;

import java.util.Optional;

/**
 * A jar that carries one native library per operating system and processor. The distribution keeps its classes in the
 * jar and the one library its machine can load in {@code lib/native}, so that nothing is unpacked at run time: a
 * temporary directory may be mounted {@code noexec}, read-only, or be memory.
 */
enum NativeLibrary {
    SQLITE("sqlite-jdbc", "org/sqlite/native/", "libsqlitejdbc.so") {
        @Override
        String entry(TargetArch arch) {
            return "org/sqlite/native/Linux/" + arch.sqlite + "/" + fileName;
        }
    },
    JNA("jna", "com/sun/jna/", "libjnidispatch.so") {
        @Override
        String entry(TargetArch arch) {
            return "com/sun/jna/" + arch.jna + "/" + fileName;
        }
    },
    SERIAL("jSerialComm", "", "libjSerialComm.so") {
        @Override
        String entry(TargetArch arch) {
            return "Linux/" + arch.serial + "/" + fileName;
        }
    };

    final String artifact;
    final String root;
    final String fileName;

    NativeLibrary(String artifact, String root, String fileName) {
        this.artifact = artifact;
        this.root = root;
        this.fileName = fileName;
    }

    /** The entry of the jar that this machine loads. */
    abstract String entry(TargetArch arch);

    static Optional<NativeLibrary> in(String jarName) {
        for (NativeLibrary library : values()) {
            String rest = jarName.startsWith(library.artifact + "-") ? jarName.substring(library.artifact.length() + 1) : "";
            if (!rest.isEmpty() && Character.isDigit(rest.charAt(0))) {
                return Optional.of(library);
            }
        }
        return Optional.empty();
    }

    /** Whether an entry is native code or its holder, for whatever system. */
    boolean isNative(String entry) {
        if (!entry.startsWith(root)) {
            return false;
        }
        return entry.endsWith(".so") || entry.endsWith(".dll") || entry.endsWith(".dylib") || entry.endsWith(".jnilib")
                || entry.endsWith(".a");
    }
}
