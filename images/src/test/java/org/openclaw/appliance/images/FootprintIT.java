package org.openclaw.appliance.images;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.openclaw.appliance.images.footprint.Footprint;
import org.openclaw.appliance.images.footprint.Report;

/** Memory, time and size of the assembled distribution against what is promised. */
@EnabledOnOs(OS.LINUX)
class FootprintIT {

    @Test
    void staysWithinItsBudgets() throws IOException {
        Report report = new Footprint(Path.of("target/openclaw")).measure();
        Files.writeString(Path.of("target/footprint.md"), report.table());
        System.out.println(report.table());
        assertEquals(List.of(), report.failures(), "over budget; the whole table is in images/target/footprint.md");
    }
}
