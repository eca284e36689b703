package org.openclaw.appliance.images;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.attribute.CodeAttribute;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Judged by the JDK's own reader of class files. */
class DebugTablesTest {

    private static byte[] ownBytes() throws IOException {
        try (var in = DebugTablesTest.class.getResourceAsStream("DebugTablesTest.class")) {
            return in.readAllBytes();
        }
    }

    private static List<CodeAttribute> code(byte[] bytes) {
        ClassModel model = ClassFile.of().parse(bytes);
        return model.methods().stream().flatMap(method -> method.findAttribute(Attributes.code()).stream()).toList();
    }

    @Test
    void dropsTablesOfLocalVariablesAndNothingElse() throws IOException {
        byte[] before = ownBytes();
        byte[] after = DebugTables.strip(before);

        assertTrue(code(before).stream().anyMatch(code -> code.findAttribute(Attributes.localVariableTable()).isPresent()));
        assertFalse(code(after).stream().anyMatch(code -> code.findAttribute(Attributes.localVariableTable()).isPresent()));
        assertEquals(code(before).size(), code(after).size());
        for (int i = 0; i < code(before).size(); i++) {
            assertArrayEquals(code(before).get(i).codeArray(), code(after).get(i).codeArray());
            assertTrue(code(after).get(i).findAttribute(Attributes.lineNumberTable()).isPresent());
        }
        assertEquals(List.of(), ClassFile.of().verify(after));
    }

    @Test
    void leavesWhatIsNoClassAlone() throws IOException {
        assertArrayEquals(new byte[] {1, 2, 3}, DebugTables.strip(new byte[] {1, 2, 3}));
    }
}
