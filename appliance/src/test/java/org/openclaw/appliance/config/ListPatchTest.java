package org.openclaw.appliance.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openclaw.appliance.protocol.Json;

class ListPatchTest {

    private static String settled(String base, String patch, String... replacePaths) throws Json5Exception {
        JsonNode tree = Json5.parse(base);
        return Json.text(ListPatch.settle(tree, (ObjectNode) Json5.parse(patch), List.of(replacePaths)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "{a:[1,2]}|{a:[1,2,3]}|{'a':[1,2,3]}",
        "{a:[1,2]}|{a:[3,2,1]}|{'a':[3,2,1]}",
        "{}|{a:[1]}|{'a':[1]}",
        "{a:[]}|{a:[1]}|{'a':[1]}",
        "{a:{b:1}}|{a:null}|{'a':null}",
        "{l:[{id:'x',v:1},{id:'y'}]}|{l:[{id:'x',v:2}]}|{'l':[{'id':'x','v':2},{'id':'y'}]}",
        "{l:[{id:'x',v:1,w:2}]}|{l:[{id:'x',v:null}]}|{'l':[{'id':'x','w':2}]}",
        "{l:[{id:'x'}]}|{l:[{id:'z'},{n:1}]}|{'l':[{'id':'x'},{'id':'z'},{'n':1}]}",
        "{l:[{id:'x',m:[{id:'i',k:1}]}]}|{l:[{id:'x',m:[{id:'j'}]}]}|{'l':[{'id':'x','m':[{'id':'i','k':1},{'id':'j'}]}]}",
    })
    void mergesMembersByTheirIdAndReplacesOtherLists(String base, String patch, String expected) throws Exception {
        assertEquals(expected.replace('\'', '"'), settled(base, patch));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "{a:[1,2]}|{a:[1]}|a",
        "{a:[1,1]}|{a:[1]}|a",
        "{a:[1]}|{a:null}|a",
        "{a:[1]}|{a:{b:1}}|a",
        "{a:{b:{c:[1]}}}|{a:null}|a.b.c",
        "{a:{b:[1]}}|{a:5}|a.b",
        "{l:[{id:'x',m:[1,2]}]}|{l:[{id:'x',m:[1]}]}|l[].m",
    })
    void losesNoMemberUnlessTheListIsNamed(String base, String patch, String path) throws Exception {
        IllegalArgumentException refusal = assertThrows(IllegalArgumentException.class, () -> settled(base, patch));
        assertTrue(refusal.getMessage().startsWith("config.patch would remove entries from array path(s): " + path + ". "), refusal.getMessage());
        settled(base, patch, " " + path + " ");
        settled(base, patch, path.replace("[]", "[0]") + "[]");
    }

    @Test
    void refusesAnIdThatIsThereTwice() {
        assertTrue(assertThrows(IllegalArgumentException.class, () -> settled("{l:[{id:'x'}]}", "{l:[{id:'y'},{id:'y'}]}"))
                .getMessage().contains("Ambiguous duplicate ID y in array at l"));
        assertTrue(assertThrows(IllegalArgumentException.class, () -> settled("{l:[{id:'x'},{id:'x'}]}", "{l:[{id:'y'}]}"))
                .getMessage().contains("current config contains duplicate ID x"));
    }
}
