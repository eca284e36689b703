package org.openclaw.appliance.images;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;

/**
 * Leaves out of a class file what only a debugger asks for, the tables of local variables (JVMS 4.7.13, 4.7.14): a class
 * in an archive takes memory with everything it has. Line numbers stay, for stack traces; code and the constant pool stay
 * byte for byte.
 */
final class DebugTables {

    private static final int MAGIC = 0xCAFEBABE;
    private static final int TAG_UTF8 = 1;
    private static final int WIDE = 2;

    private final ByteBuffer in;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final DataOutputStream out = new DataOutputStream(bytes);
    private final Set<Integer> unwanted = new HashSet<>();
    private int code;

    private DebugTables(byte[] classFile) {
        in = ByteBuffer.wrap(classFile);
    }

    /** @return the class without these tables; what isn't a class as it was */
    static byte[] strip(byte[] classFile) throws IOException {
        boolean isClass = classFile.length > 10 && ByteBuffer.wrap(classFile).getInt() == MAGIC;
        return isClass ? new DebugTables(classFile).stripped() : classFile;
    }

    private byte[] stripped() throws IOException {
        copy(8);
        constants();
        copy(6);
        copy(2 * copyShort());
        members();
        members();
        copy(in.remaining());
        return bytes.toByteArray();
    }

    private void constants() throws IOException {
        int count = copyShort();
        for (int index = 1; index < count; index++) {
            int tag = in.get();
            out.writeByte(tag);
            if (tag == TAG_UTF8) {
                note(index);
            } else {
                int size = sizeOf(tag);
                copy(size);
                // A long or a double takes two places (JVMS 4.4.5).
                index += size == 8 ? 1 : 0;
            }
        }
    }

    private void note(int index) throws IOException {
        int length = copyShort();
        String text = new String(in.array(), in.position(), length, StandardCharsets.UTF_8);
        copy(length);
        switch (text) {
            case "LocalVariableTable", "LocalVariableTypeTable" -> unwanted.add(index);
            case "Code" -> code = index;
            default -> { }
        }
    }

    private static int sizeOf(int tag) {
        return switch (tag) {
            case 7, 8, 16, 19, 20 -> WIDE;
            case 15 -> 3;
            case 3, 4, 9, 10, 11, 12, 17, 18 -> 4;
            case 5, 6 -> 8;
            default -> throw new AssemblyException("A class file has an unknown constant, tag " + tag);
        };
    }

    /** Fields or methods (JVMS 4.5, 4.6). */
    private void members() throws IOException {
        int count = copyShort();
        for (int member = 0; member < count; member++) {
            copy(6);
            int attributes = copyShort();
            for (int attribute = 0; attribute < attributes; attribute++) {
                int name = copyShort();
                int length = in.getInt();
                if (name == code) {
                    codeOf(length);
                } else {
                    out.writeInt(length);
                    copy(length);
                }
            }
        }
    }

    /** A method's code (JVMS 4.7.3), whose own attributes are the ones to choose from. */
    private void codeOf(int length) throws IOException {
        int end = in.position() + length;
        int start = in.position();
        in.position(start + 4);
        int instructions = in.getInt();
        in.position(in.position() + instructions);
        int handlers = in.getShort() & 0xffff;
        in.position(in.position() + 8 * handlers);
        int head = in.position() - start;
        ByteArrayOutputStream kept = new ByteArrayOutputStream();
        int count = keptAttributes(kept);
        if (in.position() != end) {
            throw new AssemblyException("A class file's code attribute is not as long as it says.");
        }
        out.writeInt(head + 2 + kept.size());
        out.write(in.array(), start, head);
        out.writeShort(count);
        kept.writeTo(out);
    }

    private int keptAttributes(ByteArrayOutputStream kept) {
        int count = in.getShort() & 0xffff;
        int left = count;
        for (int attribute = 0; attribute < count; attribute++) {
            int from = in.position();
            int name = in.getShort() & 0xffff;
            int length = in.getInt();
            in.position(in.position() + length);
            if (unwanted.contains(name)) {
                left--;
            } else {
                kept.write(in.array(), from, in.position() - from);
            }
        }
        return left;
    }

    private int copyShort() throws IOException {
        int value = in.getShort() & 0xffff;
        out.writeShort(value);
        return value;
    }

    private void copy(int length) {
        bytes.write(in.array(), in.position(), length);
        in.position(in.position() + length);
    }
}
