package org.openclaw.appliance.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RestorationTest {

    private static final String HIDDEN = "'" + Redaction.PLACEHOLDER + "'";

    private static String restored(String submitted, String stored) throws Exception {
        Path home = Path.of("home");
        Environment environment = new Environment(Map.of("HOST_NAME", "cellar"), home, home, "me");
        return Restoration.apply(Json5.document(submitted), Json5.parse(stored), environment);
    }

    @Test
    void putsHiddenSecretsBackWhereTheyStood() throws Exception {
        assertEquals("{a: {token: \"s\"}} // x", restored("{a: {token: " + HIDDEN + "}} // x", "{a:{token:'s'}}"));
        assertEquals(
                "{a: {token: {\n  \"source\": \"env\"\n}}}", restored("{a: {token: " + HIDDEN + "}}", "{a:{token:{source:'env'}}}"));
    }

    @Test
    void findsMembersOfAListByTheirId() throws Exception {
        String stored = "{l:[{id:'x',token:'of x'},{id:'y',token:'of y'}]}";
        assertEquals("{l:[{id:'y',token:\"of y\"}]}", restored("{l:[{id:'y',token:" + HIDDEN + "}]}", stored));
        assertThrows(InvalidConfigException.class, () -> restored("{l:[{id:'z',token:" + HIDDEN + "}]}", stored));
    }

    @Test
    void givesNoMemberTheSecretOfAnother() throws Exception {
        assertThrows(InvalidConfigException.class, () -> restored("{l:[" + HIDDEN + "]}", "{l:['a','b']}"));
        assertEquals("{l:['c',\"b\"]}", restored("{l:['c'," + HIDDEN + "]}", "{l:['a','b']}"));
        assertThrows(InvalidConfigException.class, () -> restored("{a:" + HIDDEN + "}", "{a:" + HIDDEN + "}"));
    }

    @Test
    void keepsReferencesToTheEnvironmentOfWhichOnlyTheValueWasSeen() throws Exception {
        String stored = "{a:'http://${HOST_NAME}/',b:'$${HOST_NAME}'}";
        assertEquals("{a:\"http://${HOST_NAME}/\",b:\"$${HOST_NAME}\"}", restored("{a:'http://cellar/',b:'${HOST_NAME}'}", stored));
        assertEquals("{a:'http://attic/'}", restored("{a:'http://attic/'}", stored));
    }
}
